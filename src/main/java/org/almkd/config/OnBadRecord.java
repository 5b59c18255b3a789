package org.almkd.config;

/** What to do when a picture cannot be decoded ({@code data.images.on-bad-record}). */
public enum OnBadRecord {
  /** Stop, and name it. */
  FAIL,
  /** Leave it out, count it and name it. */
  SKIP
}

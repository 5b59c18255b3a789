package org.almkd.config;

/** What to do when a class has no training row ({@code data.on-empty-class}). */
public enum OnEmptyClass {
  /** Refuse the data. */
  FAIL,
  /** Go on, with a warning in the log. */
  WARN
}

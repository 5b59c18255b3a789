package org.almkd.config;

/** Kind. */
public enum TargetTeacher {
  LAST,
  MEAN,
  BEST,
  NONE
}

package org.almkd.config;

/** Kind. */
public enum GradientKind {
  PAPER,
  EXACT
}

package org.almkd.config;

/**
 * Set of values that fills {@code mixing.adaptive} where the user wrote none ({@code
 * mixing.adaptive.preset}).
 */
public enum Preset {
  /** The paper's text: the values of the defaults file. */
  PAPER,
  /** The authors' code of the paper's date. */
  AUTHORS
}

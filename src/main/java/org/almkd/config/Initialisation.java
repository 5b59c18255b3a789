package org.almkd.config;

/** Init. */
public enum Initialisation {
  TORCH,
  HE,
  XAVIER
}

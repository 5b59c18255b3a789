package org.almkd.config;

/** How weights start ({@code initialisation}). */
public enum Initialisation {
  /** Uniform in +-1/sqrt(fan-in), biases too, as PyTorch does. */
  TORCH,
  /** As He et al. (2015) for ReLU; biases 0. */
  HE,
  /** As Glorot and Bengio (2010); biases 0. */
  XAVIER
}

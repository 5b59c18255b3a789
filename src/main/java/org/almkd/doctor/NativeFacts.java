package org.almkd.doctor;

import java.io.Serializable;

/**
 * What the native libraries of a JVM say of themselves.
 *
 * @param failure why they do not load; empty where they do
 * @param backend ND4J's backend, such as CPU
 * @param blas name of the BLAS
 * @param core processor that OpenBLAS chose its kernels for; empty where it does not say
 * @param helpers class of the helper that a convolution really used; empty where it used none
 * @param ompThreads OpenMP threads of one replica
 * @param blasThreads OpenBLAS threads of one replica; 0 where it does not say
 * @param productError largest error of a matrix product, over the largest number in it
 * @param computed whether convolution and product were computed; they are not where they would end
 *     the process
 */
public record NativeFacts(
    String failure,
    String backend,
    String blas,
    String core,
    String helpers,
    int ompThreads,
    int blasThreads,
    double productError,
    boolean computed)
    implements Serializable {

  /** Returns the facts of libraries that do not load. */
  static NativeFacts failed(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new NativeFacts(root.toString(), "", "", "", "", 0, 0, Double.NaN, false);
  }
}

package org.almkd.model;

import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Sets what the native libraries need before the first ND4J call of a JVM, and says what is really
 * on. Every entry point of driver and executors calls {@link #prepare} first; later calls do
 * nothing.
 */
public final class NativeRuntime {
  private static boolean prepared;

  private NativeRuntime() {}

  /**
   * Prepares this JVM once.
   *
   * @param threads native threads of one replica, at least 1; fixed by configuration and never
   *     derived from cores, since the order of native sums depends on it
   */
  public static synchronized void prepare(int threads) {
    if (prepared) {
      return;
    }
    // DL4J's oneDNN layer helpers are off unless this is false.
    System.setProperty("org.eclipse.deeplearning4j.helpers.disable", "false");
    // Otherwise every small native allocation asks the kernel for the size of the process.
    System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
    BlasKernels.choose();
    // The first call of the environment loads the backend, which the thread setter needs.
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    prepared = true;
  }

  /** Returns one line for the log: backend, BLAS, oneDNN helpers, threads of a replica. */
  public static String describe() {
    var information = Nd4j.getExecutioner().getEnvironmentInformation();
    return "ND4J backend %s, BLAS %s, oneDNN helpers %s, native threads per replica %d"
        .formatted(
            information.getProperty("backend"),
            information.getProperty("blas.vendor"),
            BaseMKLDNNHelper.mklDnnEnabled() ? "on" : "off",
            NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads());
  }
}

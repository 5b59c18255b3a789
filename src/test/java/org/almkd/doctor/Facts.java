package org.almkd.doctor;

import java.util.List;
import java.util.Map;

/** Facts of a sound JVM, and with one thing changed. */
final class Facts {
  static final int CORES = 4;
  private static final long GIB = 1L << 30;
  private static final Map<String, String> ENVIRONMENT = Map.of("OMP_NUM_THREADS", "1");

  private Facts() {}

  static NativeFacts core(String core) {
    return new NativeFacts("", "CPU", "OPENBLAS", core, "MKLDNNConvHelper", 1, 1, 1e-7, true);
  }

  static JvmFacts jvm() {
    return jvm(core("Haswell"));
  }

  static JvmFacts jvm(NativeFacts natives) {
    return facts(17, List.of(), new long[] {3 * GIB, 3 * GIB, 0, 16 * GIB}, ENVIRONMENT, natives);
  }

  static JvmFacts java(int feature, List<String> closed) {
    return facts(feature, closed, new long[] {GIB, GIB, 0, 16 * GIB}, ENVIRONMENT, core("Haswell"));
  }

  static JvmFacts environment(Map<String, String> environment) {
    return facts(17, List.of(), new long[] {GIB, GIB, 0, 16 * GIB}, environment, core("Haswell"));
  }

  /** Memory of heap, native arrays, process and container, in MiB. */
  static JvmFacts memory(long heap, long natives, long physical, long limit) {
    long mib = Bytes.MIB;
    return facts(
        17,
        List.of(),
        new long[] {heap * mib, natives * mib, physical * mib, limit * mib},
        ENVIRONMENT,
        core("Haswell"));
  }

  /** Native arrays without a limit. */
  static JvmFacts unlimited() {
    long[] memory = {GIB, JvmProbe.nativeBytes(0), 0, 16 * GIB};
    return facts(17, List.of(), memory, ENVIRONMENT, core("Haswell"));
  }

  private static JvmFacts facts(
      int feature,
      List<String> closed,
      long[] memory,
      Map<String, String> environment,
      NativeFacts natives) {
    return new JvmFacts(
        "driver",
        feature,
        "17.0.9 of Debian",
        closed,
        memory[0],
        memory[1],
        memory[2],
        memory[3],
        CORES,
        List.of("sse2", "avx", "avx2"),
        environment,
        natives);
  }
}

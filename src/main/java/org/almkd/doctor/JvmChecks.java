package org.almkd.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks of Java, native libraries and threads of one JVM. */
public final class JvmChecks {
  private static final int JAVA = 17;

  /** Single precision keeps about 7 digits; a sum of some hundred products about 5. */
  private static final double PRODUCT_ERROR = 1e-4;

  /** What kernels of OpenBLAS need of the processor; those not named need less than AVX2. */
  private static final Map<String, String> CORE_NEEDS =
      Map.of(
          "skylakex", "avx512f",
          "cooperlake", "avx512f",
          "sapphirerapids", "avx512f",
          "haswell", "avx2",
          "zen", "avx2",
          "excavator", "avx2");

  private JvmChecks() {}

  /**
   * Returns the results of all checks of a JVM.
   *
   * @param facts what was found in it
   * @param threads native threads that each replica should have
   * @param slots replicas that may compute at a time
   */
  public static List<CheckResult> all(JvmFacts facts, int threads, int slots) {
    return List.of(
        java(facts),
        addOpens(facts),
        backend(facts),
        oneDnn(facts),
        threads(facts, threads, slots),
        openBlasCore(facts),
        product(facts));
  }

  static CheckResult java(JvmFacts facts) {
    Check check = machine("java", facts);
    String expected = JAVA + " or newer";
    if (facts.javaFeature() < JAVA) {
      return check.fail(
          "Java " + facts.javaVersion(), expected, "install a JDK 17 and set JAVA_HOME to it");
    }
    return check.ok("Java " + facts.javaVersion(), expected);
  }

  static CheckResult addOpens(JvmFacts facts) {
    Check check = machine("add-opens", facts);
    if (!facts.closedPackages().isEmpty()) {
      return check.fail(
          facts.closedPackages().size() + " packages that Spark needs are closed",
          "them to be open",
          "start with spark-submit, or add the options "
              + facts.closedPackages().stream()
                  .map(p -> "--add-opens=" + p + "=ALL-UNNAMED")
                  .collect(Collectors.joining(" ")));
    }
    return check.ok("all packages that Spark needs are open", "");
  }

  static CheckResult backend(JvmFacts facts) {
    Check check = machine("nd4j", facts);
    NativeFacts natives = facts.natives();
    if (!natives.failure().isEmpty()) {
      return check.fail(
          "ND4J does not load: " + natives.failure(),
          "a backend for linux-x86_64",
          "run almkd.jar on Linux x86_64 with AVX2, and set -Dorg.bytedeco.javacpp.cachedir to a folder that may hold executables");
    }
    return check.ok("backend %s, BLAS %s".formatted(natives.backend(), natives.blas()), "");
  }

  static CheckResult oneDnn(JvmFacts facts) {
    Check check = machine("onednn", facts);
    if (!facts.natives().computed()) {
      return notTried(check, "convolution");
    }
    String helper = facts.natives().helpers();
    if (helper.isEmpty()) {
      return check.warn(
          "a convolution used no oneDNN helper",
          "one",
          "set -Dorg.eclipse.deeplearning4j.helpers.disable=false and use the onednn build of nd4j-native; convolutions run 8 to 17 times slower without");
    }
    return check.ok("a convolution used " + helper, "");
  }

  static CheckResult threads(JvmFacts facts, int threads, int slots) {
    Check check = machine("threads", facts);
    int omp = facts.natives().ompThreads();
    int blas = facts.natives().blasThreads();
    String found =
        "OpenMP %d, OpenBLAS %d threads, %d tasks at a time, %d cores, %s"
            .formatted(omp, blas, slots, facts.cores(), text(facts.environment()));
    if (!facts.natives().failure().isEmpty()) {
      return check.fail("unknown, as ND4J does not load", threads + " a replica", "see nd4j");
    }
    if (omp != threads || blas > threads) {
      return check.warn(
          found,
          threads + " threads a replica (cluster.threads-per-replica)",
          "set OMP_NUM_THREADS=" + threads + ", or replicas starve each other");
    }
    if (slots * threads > facts.cores()) {
      return check.warn(
          found,
          "tasks x threads of at most the cores",
          "run fewer tasks at a time (ALMKD_CORES, spark.executor.cores) or lower cluster.threads-per-replica");
    }
    return check.ok(found, "");
  }

  static CheckResult openBlasCore(JvmFacts facts) {
    Check check = machine("openblas-core", facts);
    String core = core(facts.natives().core(), facts.environment());
    String missing = missingFeature(facts.natives().core(), facts.cpuFlags(), facts.environment());
    if (!missing.isEmpty()) {
      return check.fail(
          "kernels for %s, which need %s, on a processor without it".formatted(core, missing),
          "kernels that the processor can run",
          "unset OPENBLAS_CORETYPE, or set it to Haswell (AVX2) or Sandybridge (AVX)");
    }
    if (facts.natives().core().isEmpty()) {
      return check.warn(
          "OpenBLAS does not say which kernels it chose",
          "it to",
          "see openblas-sums for whether they compute rightly");
    }
    if (facts.cpuFlags().isEmpty()) {
      return check.warn("kernels for %s on an unknown processor".formatted(core), "", "");
    }
    if (needs(core).isEmpty() && facts.cpuFlags().contains("avx2")) {
      return check.warn(
          "kernels for %s on a processor with AVX2".formatted(core),
          "kernels that use it",
          "set OPENBLAS_CORETYPE=Haswell; matrix products run several times slower without");
    }
    return check.ok("kernels for " + core + ", which the processor can run", "");
  }

  static CheckResult product(JvmFacts facts) {
    Check check = machine("openblas-sums", facts);
    if (!facts.natives().computed()) {
      return notTried(check, "matrix product");
    }
    double error = facts.natives().productError();
    String found =
        String.format(Locale.ROOT, "a matrix product is off by %.1e of its largest number", error);
    String expected = String.format(Locale.ROOT, "at most %.0e", PRODUCT_ERROR);
    // Written so that a product that is not a number fails, too.
    if (!(error <= PRODUCT_ERROR)) {
      return check.fail(
          found,
          expected,
          "set OPENBLAS_CORETYPE=Haswell, and OPENBLAS_L2_SIZE where the processor hides the size of its cache, for driver and executors");
    }
    return check.ok(found, expected);
  }

  /**
   * Returns what the kernels of OpenBLAS need and the processor has not; empty where it has it, or
   * where that is not known.
   *
   * @param core processor that OpenBLAS chose its kernels for; empty where it does not say
   * @param cpuFlags what the processor can do; empty where that is not known
   * @param environment variables, whose {@code OPENBLAS_CORETYPE} stands in for a missing core
   */
  static String missingFeature(
      String core, List<String> cpuFlags, Map<String, String> environment) {
    String needs = needs(core(core, environment));
    return cpuFlags.isEmpty() || cpuFlags.contains(needs) ? "" : needs;
  }

  private static String core(String core, Map<String, String> environment) {
    return core.isEmpty() ? environment.getOrDefault("OPENBLAS_CORETYPE", "") : core;
  }

  private static String needs(String core) {
    return CORE_NEEDS.getOrDefault(core.toLowerCase(Locale.ROOT), "");
  }

  private static CheckResult notTried(Check check, String what) {
    return check.warn("a %s was not tried".formatted(what), "one", "see nd4j and openblas-core");
  }

  private static String text(Map<String, String> environment) {
    return environment.isEmpty()
        ? "no OMP_ or OPENBLAS_ variable is set"
        : environment.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(" "));
  }

  private static Check machine(String name, JvmFacts facts) {
    return new Check(CheckKind.MACHINE, name, facts.where());
  }
}

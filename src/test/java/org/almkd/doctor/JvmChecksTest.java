package org.almkd.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.doctor.CheckResult.Level;
import org.junit.jupiter.api.Test;

class JvmChecksTest {
  private static final int THREADS = 1;
  private static final int SLOTS = 2;

  private static List<CheckResult> notOk(JvmFacts facts) {
    return notOk(facts, SLOTS);
  }

  private static List<CheckResult> notOk(JvmFacts facts, int slots) {
    return JvmChecks.all(facts, THREADS, slots).stream()
        .filter(result -> result.level() != Level.OK)
        .toList();
  }

  /** Returns the only line that is not well. */
  private static String only(List<CheckResult> results, Level level, String name) {
    assertThat(results).hasSize(1);
    assertThat(results.get(0).level()).isEqualTo(level);
    assertThat(results.get(0).name()).isEqualTo(name);
    return results.get(0).line();
  }

  @Test
  void soundJvmPassesAllChecks() {
    assertThat(notOk(Facts.jvm())).isEmpty();
    assertThat(JvmChecks.all(Facts.jvm(), THREADS, SLOTS).get(0).line())
        .isEqualTo("ok   java           driver      Java 17.0.9 of Debian; expected 17 or newer");
  }

  @Test
  void oldJavaFails() {
    assertThat(only(notOk(Facts.java(11, List.of())), Level.FAIL, "java"))
        .isEqualTo(
            "FAIL java           driver      Java 17.0.9 of Debian; expected 17 or newer; install a JDK 17 and set JAVA_HOME to it");
  }

  @Test
  void closedPackagesFailWithTheOptionsToUse() {
    JvmFacts facts = Facts.java(17, List.of("java.base/sun.nio.ch", "java.base/java.nio"));
    assertThat(only(notOk(facts), Level.FAIL, "add-opens"))
        .contains("2 packages that Spark needs are closed")
        .contains(
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/java.nio=ALL-UNNAMED");
  }

  @Test
  void librariesThatDoNotLoadFailWithTheirCause() {
    NativeFacts failed =
        NativeFacts.failed(
            new ExceptionInInitializerError(new UnsatisfiedLinkError("no jnind4jcpu")));
    List<CheckResult> results = notOk(Facts.jvm(failed));
    assertThat(results.get(0).line())
        .startsWith("FAIL nd4j ")
        .contains("java.lang.UnsatisfiedLinkError: no jnind4jcpu", "cachedir");
    assertThat(results).extracting(CheckResult::name).contains("threads", "openblas-sums");
  }

  @Test
  void convolutionWithoutAHelperIsWarnedOf() {
    NativeFacts plain = new NativeFacts("", "CPU", "OPENBLAS", "Zen", "", 1, 1, 1e-7, true);
    assertThat(only(notOk(Facts.jvm(plain)), Level.WARN, "onednn"))
        .contains("no oneDNN helper", "helpers.disable=false");
  }

  @Test
  void moreNativeThreadsThanAReplicaShouldHaveAreWarnedOf() {
    NativeFacts omp = new NativeFacts("", "CPU", "OPENBLAS", "Zen", "Helper", 8, 1, 1e-7, true);
    NativeFacts blas = new NativeFacts("", "CPU", "OPENBLAS", "Zen", "Helper", 1, 8, 1e-7, true);
    assertThat(only(notOk(Facts.jvm(omp)), Level.WARN, "threads"))
        .contains("OpenMP 8, OpenBLAS 1 threads", "set OMP_NUM_THREADS=1");
    assertThat(only(notOk(Facts.jvm(blas)), Level.WARN, "threads"))
        .contains("OpenMP 1, OpenBLAS 8 threads", "expected 1 threads a replica");
  }

  @Test
  void moreTasksThanCoresAreWarnedOf() {
    assertThat(only(notOk(Facts.jvm(), Facts.CORES + 1), Level.WARN, "threads"))
        .contains("5 tasks at a time, 4 cores", "ALMKD_CORES");
    assertThat(notOk(Facts.jvm(), Facts.CORES)).isEmpty();
  }

  @Test
  void kernelsThatTheProcessorCannotRunFail() {
    assertThat(only(notOk(Facts.jvm(Facts.core("SkylakeX"))), Level.FAIL, "openblas-core"))
        .contains("kernels for SkylakeX, which need avx512f", "OPENBLAS_CORETYPE");
  }

  @Test
  void productsThatWouldEndTheProcessAreNotTried() {
    NativeFacts untried =
        new NativeFacts("", "CPU", "OPENBLAS", "SkylakeX", "", 1, 1, Double.NaN, false);
    assertThat(notOk(Facts.jvm(untried)))
        .extracting(CheckResult::name, CheckResult::level)
        .containsExactly(
            tuple("onednn", Level.WARN),
            tuple("openblas-core", Level.FAIL),
            tuple("openblas-sums", Level.WARN));
    assertThat(JvmChecks.product(Facts.jvm(untried)).line()).contains("was not tried");
    List<String> weak = List.of("sse2", "avx");
    NativeFacts probed = NativeProbe.gather(THREADS, weak, Map.of("OPENBLAS_CORETYPE", "SkylakeX"));
    assertThat(probed.computed()).isFalse();
    assertThat(probed.failure()).isEmpty();
  }

  @Test
  void coreOfTheEnvironmentStandsInForOneThatIsNotTold() {
    Map<String, String> forced = Map.of("OPENBLAS_CORETYPE", "SkylakeX");
    assertThat(JvmChecks.missingFeature("", List.of("avx2"), forced)).isEqualTo("avx512f");
    assertThat(JvmChecks.missingFeature("", List.of(), forced)).isEmpty();
    assertThat(JvmChecks.missingFeature("Haswell", List.of("avx2"), forced)).isEmpty();
    assertThat(JvmChecks.missingFeature("Prescott", List.of("sse2"), Map.of())).isEmpty();
  }

  @Test
  void kernelsBelowTheProcessorAreWarnedOf() {
    assertThat(only(notOk(Facts.jvm(Facts.core("Prescott"))), Level.WARN, "openblas-core"))
        .contains("kernels for Prescott on a processor with AVX2", "OPENBLAS_CORETYPE=Haswell");
  }

  @Test
  void openBlasThatCannotBeAskedIsWarnedOfAndTheRestIsChecked() {
    String core =
        NativeProbe.asked(
            () -> {
              throw new UnsatisfiedLinkError("no jnidispatch");
            },
            "");
    assertThat(core).isEmpty();
    assertThat(NativeProbe.asked(() -> Optional.of("Zen"), "")).isEqualTo("Zen");
    assertThat(only(notOk(Facts.jvm(Facts.core(core))), Level.WARN, "openblas-core"))
        .contains("OpenBLAS does not say which kernels it chose");
  }

  @Test
  void wrongProductsFail() {
    for (double error : new double[] {2e-4, 1, Double.NaN}) {
      NativeFacts wrong =
          new NativeFacts("", "CPU", "OPENBLAS", "Zen", "Helper", 1, 1, error, true);
      assertThat(only(notOk(Facts.jvm(wrong)), Level.FAIL, "openblas-sums"))
          .contains("expected at most 1e-04", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");
    }
  }

  @Test
  void thisJvmIsSound() {
    JvmFacts facts =
        JvmProbe.gather("driver", "-XX:+X --add-opens=java.base/sun.nio.ch=ALL-UNNAMED", THREADS);
    assertThat(notOk(facts, 1)).isEmpty();
    assertThat(facts.natives().core()).isNotEmpty();
    assertThat(facts.limitBytes()).isGreaterThan(facts.heapBytes() / 4);
    assertThat(facts.environment()).containsEntry("OMP_NUM_THREADS", "1");
  }

  @Test
  void packagesThatStayClosedAreFound() {
    JvmFacts facts =
        JvmProbe.gather(
            "driver",
            "--add-opens=java.base/sun.net=ALL-UNNAMED --add-opens=java.base/no.such=ALL-UNNAMED",
            THREADS);
    assertThat(facts.closedPackages()).containsExactly("java.base/sun.net");
  }

  @Test
  void environmentIsPartOfTheLine() {
    JvmFacts facts = Facts.environment(Map.of("OPENBLAS_CORETYPE", "Haswell"));
    assertThat(JvmChecks.threads(facts, THREADS, SLOTS).line())
        .contains("OPENBLAS_CORETYPE=Haswell");
  }
}

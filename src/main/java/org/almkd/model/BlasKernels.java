package org.almkd.model;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the kernels of OpenBLAS where it would choose badly: ND4J's version is older than many
 * processors, and takes one of Intel that it does not know for a Prescott of 2004, whose kernels
 * are several times slower.
 */
final class BlasKernels {
  static final String VARIABLE = "OPENBLAS_CORETYPE";

  private static final Logger LOG = LoggerFactory.getLogger(BlasKernels.class);
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final int OVERWRITE = 1;

  private BlasKernels() {}

  /** Sets the variable that OpenBLAS reads when it is loaded, which must not have happened yet. */
  static void choose() {
    try {
      choice(Files.readAllLines(PROCESSOR), System.getenv()).ifPresent(BlasKernels::set);
    } catch (IOException | RuntimeException | LinkageError e) {
      // OpenBLAS then chooses as it does; "doctor" tells what it chose.
      LOG.debug("OpenBLAS chooses its kernels itself", e);
    }
  }

  /**
   * Returns the kernels to use: those of AVX2 on every processor of Intel that has it, the same on
   * all of them, so that their results are equal.
   *
   * @param processor lines of /proc/cpuinfo
   * @param environment what a user has set stands
   */
  static Optional<String> choice(List<String> processor, Map<String, String> environment) {
    boolean isIntel = processor.stream().anyMatch(line -> line.endsWith(": GenuineIntel"));
    boolean hasAvx2 =
        processor.stream()
            .anyMatch(line -> line.startsWith("flags") && (line + " ").contains(" avx2 "));
    return isIntel && hasAvx2 && !environment.containsKey(VARIABLE)
        ? Optional.of("Haswell")
        : Optional.empty();
  }

  /** Java cannot change the environment that native code sees; the C library can. */
  private static void set(String kernels) {
    NativeLibrary.getProcess()
        .getFunction("setenv")
        .invokeInt(new Object[] {VARIABLE, kernels, OVERWRITE});
  }
}

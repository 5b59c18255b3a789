package org.almkd.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;

/** Gathers the facts of the JVM that it is called in. */
public final class JvmProbe {
  private static final String OPEN = "--add-opens=";
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

  private JvmProbe() {}

  /**
   * Looks around.
   *
   * @param where how results name this JVM
   * @param moduleOptions options that Spark's launcher gives to its JVMs, separated by spaces
   * @param threads native threads of a replica
   */
  public static JvmFacts gather(String where, String moduleOptions, int threads) {
    List<String> cpuFlags = cpuFlags();
    Map<String, String> environment = environment();
    // Before any other use of JavaCPP, since it sets what JavaCPP reads when it is loaded.
    NativeFacts natives = NativeProbe.gather(threads, cpuFlags, environment);
    boolean loaded = natives.failure().isEmpty();
    return new JvmFacts(
        where,
        Runtime.version().feature(),
        System.getProperty("java.version") + " of " + System.getProperty("java.vendor"),
        closedPackages(moduleOptions),
        Runtime.getRuntime().maxMemory(),
        loaded ? nativeBytes(Pointer.maxBytes()) : 0,
        loaded ? Pointer.maxPhysicalBytes() : 0,
        // Of a container where there is one: the JDK reads the control groups, version 1 or 2.
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize(),
        Runtime.getRuntime().availableProcessors(),
        cpuFlags,
        environment,
        natives);
  }

  /** Returns the limit that JavaCPP means, which writes 0 for none. */
  static long nativeBytes(long maxBytes) {
    return maxBytes == 0 ? Long.MAX_VALUE : maxBytes;
  }

  private static List<String> closedPackages(String moduleOptions) {
    return Pattern.compile("\\s+")
        .splitAsStream(moduleOptions)
        .filter(option -> option.startsWith(OPEN))
        .map(option -> option.substring(OPEN.length(), option.indexOf('=', OPEN.length())))
        .filter(JvmProbe::isClosed)
        .toList();
  }

  private static boolean isClosed(String modulePackage) {
    int slash = modulePackage.indexOf('/');
    String name = modulePackage.substring(slash + 1);
    return ModuleLayer.boot()
        .findModule(modulePackage.substring(0, slash))
        .filter(module -> module.getPackages().contains(name))
        .map(module -> !module.isOpen(name, JvmProbe.class.getModule()))
        .orElse(false);
  }

  private static List<String> cpuFlags() {
    try (Stream<String> lines = Files.lines(PROCESSOR)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> List.of(line.substring(line.indexOf(':') + 1).strip().split(" ")))
          .orElse(List.of());
    } catch (IOException e) {
      // Not Linux, or a sandbox; the checks say that the processor is unknown.
      return List.of();
    }
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    System.getenv()
        .forEach(
            (name, value) -> {
              if (name.startsWith("OMP_") || name.startsWith("OPENBLAS_")) {
                environment.put(name, value);
              }
            });
    return environment;
  }
}

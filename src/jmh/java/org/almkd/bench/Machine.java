package org.almkd.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almkd.model.NativeRuntime;

/** What the numbers were measured on; never where. */
final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Machine() {}

  static Map<String, Object> facts() throws IOException {
    NativeRuntime.prepare(1);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("processor", processor());
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    facts.put("loadBefore", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("maxHeapMegabytes", Runtime.getRuntime().maxMemory() >> 20);
    facts.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    facts.put("natives", NativeRuntime.describe());
    return facts;
  }

  private static String processor() throws IOException {
    List<String> lines = Files.isReadable(PROCESSORS) ? Files.readAllLines(PROCESSORS) : List.of();
    return lines.stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}

package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is in target/almkd.jar and what must not be; runs after "mvn package" has made it. */
@Tag("slow")
class ShadedJarTest {
  private static final Path JAR = Path.of("target", "almkd.jar");
  private static final long LARGEST_BYTES = 250_000_000;
  private static final Pattern NATIVE =
      Pattern.compile(".*\\.(so(\\.\\d+)*|dll|dylib|jnilib|a|lib|exe)");
  private static final Pattern OURS =
      Pattern.compile(".*/([Ll]inux[-/]x86[_-]64)(-[a-z0-9-]+)?/.*");

  private static List<String> entries;
  private static String mainClass;

  @BeforeAll
  static void read() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      entries = jar.stream().map(ZipEntry::getName).toList();
      mainClass = jar.getManifest().getMainAttributes().getValue("Main-Class");
    }
  }

  @Test
  void isSmallEnoughToShipToExecutors() throws IOException {
    assertThat(Files.size(JAR)).isLessThanOrEqualTo(LARGEST_BYTES);
  }

  @Test
  void startsMain() {
    assertThat(mainClass).isEqualTo("org.almkd.Main");
    assertThat(entries).contains("org/almkd/Main.class", "almkd-defaults.conf");
  }

  @Test
  void hasNativesOfOnePlatformOnly() {
    assertThat(entries)
        .filteredOn(NATIVE.asMatchPredicate())
        .anyMatch(name -> name.endsWith("/linux-x86_64-onednn-avx2/libnd4jcpu.so"))
        .noneMatch(name -> name.endsWith("/linux-x86_64/libnd4jcpu.so"))
        .allMatch(OURS.asMatchPredicate());
  }

  /** dl4j-spark has one class in Spark's package, which is not Spark's. */
  @Test
  void leavesOutWhatSparkShips() {
    assertThat(classesUnder("org/apache/", "scala/", "org/slf4j/", "com/fasterxml/"))
        .allMatch(name -> name.startsWith("org/apache/spark/TaskContextHelper"));
  }

  @Test
  void renamesWhatAClusterMayHaveInAnotherVersion() {
    assertThat(
            classesUnder(
                "com/google/",
                "com/twelvemonkeys/",
                "com/typesafe/",
                "picocli/",
                "me/",
                "it/",
                "oshi/",
                "us/"))
        .isEmpty();
    assertThat(entries).contains("org/almkd/relocated/com/typesafe/config/Config.class");
  }

  /** Other users of javax.imageio in a JVM must not get readers of ours. */
  @Test
  void addsNoImageReadersToTheJvm() {
    assertThat(entries).noneMatch(name -> name.startsWith("META-INF/services/javax.imageio"));
    assertThat(entries)
        .contains(
            "org/almkd/relocated/com/twelvemonkeys/imageio/plugins/jpeg/JPEGImageReader.class");
  }

  @Test
  void hasNoSignaturesAndNoModuleDescriptors() {
    assertThat(entries)
        .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"))
        .noneMatch(name -> name.endsWith("module-info.class"));
  }

  private static List<String> classesUnder(String... folders) {
    return entries.stream()
        .filter(name -> name.endsWith(".class"))
        .filter(name -> Stream.of(folders).anyMatch(name::startsWith))
        .toList();
  }
}

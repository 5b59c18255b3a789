package org.almkd.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The project as a user has it: its scripts, the shaded jar and the Spark that they assemble. */
final class Project {
  static final Path ROOT = Path.of("").toAbsolutePath();
  static final Path SPARK_HOME = ROOT.resolve("target/spark-home");

  private static final Path SERVERS = ROOT.resolve("target/servers");
  private static boolean assembled;

  private Project() {}

  /** Starts job/submit.sh. */
  static Job submit(Path log, Map<String, String> environment, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("job/submit.sh"));
    command.addAll(arguments);
    return Job.start(log, environment, command);
  }

  /** Starts a class of Spark's, as Spark's own scripts do. */
  static Job spark(Path log, String... arguments) {
    assemble(log.getParent());
    List<String> command = new ArrayList<>(List.of(SPARK_HOME + "/bin/spark-class"));
    command.addAll(List.of(arguments));
    return Job.start(log, Map.of("SPARK_DAEMON_MEMORY", "256m"), command);
  }

  /** Has job/submit.sh build and assemble what it needs. */
  static synchronized void assemble(Path folder) {
    if (!assembled) {
      try (Job help = submit(folder.resolve("help.log"), Map.of(), List.of("local", "--help"))) {
        assertThat(help.exitCode()).as(help.log()).isZero();
      }
      assembled = true;
    }
  }

  /** Writes the properties file of a mode with settings of this machine behind it. */
  static Path sparkConf(Path folder, String mode, List<String> settings) {
    try {
      String shipped = Files.readString(ROOT.resolve("conf/spark/" + mode + ".conf"));
      return Files.writeString(
          folder.resolve(mode + ".conf"), shipped + String.join("\n", settings) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Compiles and starts a server that has a class path of its own: the jars in target/servers/name,
   * then Spark's.
   */
  static Job server(Path folder, String name, String mainClass, String... arguments) {
    assemble(folder);
    String classPath = SERVERS.resolve(name) + "/*:" + SPARK_HOME + "/jars/*";
    Path classes = folder.resolve("classes");
    compile(ROOT.resolve("src/test/servers/" + name), classPath, classes);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Xmx512m",
                "-cp",
                classes + ":" + classPath,
                mainClass));
    command.addAll(List.of(arguments));
    return Job.start(folder.resolve(name + ".log"), Map.of(), command);
  }

  private static void compile(Path sources, String classPath, Path classes) {
    assertThat(SERVERS.resolve(sources.getFileName())).as("made by mvn -Pcluster").isDirectory();
    try (Stream<Path> found = Files.walk(sources)) {
      Stream<String> files =
          found.filter(file -> file.toString().endsWith(".java")).map(Path::toString);
      String[] arguments =
          Stream.concat(
                  Stream.of("-proc:none", "-cp", expanded(classPath), "-d", classes.toString()),
                  files)
              .toArray(String[]::new);
      assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments)).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String expanded(String classPath) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : classPath.split(":", -1)) {
      try (Stream<Path> files = Files.list(Path.of(entry.substring(0, entry.length() - 2)))) {
        files.map(Path::toString).sorted().forEach(jars::add);
      }
    }
    return String.join(":", jars);
  }
}

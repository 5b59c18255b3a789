package org.almkd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log lines as JSON, and that no credential is in them or in what a run leaves behind. */
class LogEndToEndTest {
  private static final Path SETTINGS = Path.of("conf/log4j2.properties");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String OF_SPARK = "hush-of-a-spark-property";
  private static final String OF_SYSTEM = "hush-of-a-system-property";
  private static final String OF_ENVIRONMENT = "hush-of-the-environment";
  private static final List<String> SECRETS = List.of(OF_SPARK, OF_SYSTEM, OF_ENVIRONMENT);

  @TempDir private Path folder;

  @Test
  void anyMessageIsOneObjectOnOneLine() throws IOException {
    String message =
        "a \"quoted\" path C:\\tmp,\nsecond line\ttab \u0001 \u00fc \u4e2d {} ${env:HOME} %m";
    Log4jLogEvent event =
        Log4jLogEvent.newBuilder()
            .setLoggerName("org.almkd.Sample")
            .setLevel(Level.WARN)
            .setThreadName("a \"thread\"")
            .setMessage(new SimpleMessage(message))
            .setThrown(new IllegalStateException("because \"so\"\nand so"))
            .setTimeMillis(1_500_000_000_123L)
            .build();
    String line = layout().toSerializable(event);
    assertThat(line).endsWith("}\n").hasLineCount(1);
    JsonNode json = JSON.readTree(line);
    assertThat(json.get("message").asText()).isEqualTo(message);
    assertThat(json.get("@timestamp").asText()).isEqualTo("2017-07-14T02:40:00.123Z");
    assertThat(json.get("log.level").asText()).isEqualTo("WARN");
    assertThat(json.get("log.logger").asText()).isEqualTo("org.almkd.Sample");
    assertThat(json.get("process.thread.name").asText()).isEqualTo("a \"thread\"");
    assertThat(json.get("error.stack_trace").asText())
        .contains("java.lang.IllegalStateException: because \"so\"\nand so", "at org.almkd.");
  }

  @Test
  void whatIsAbsentHasNoField() throws IOException {
    Log4jLogEvent event =
        Log4jLogEvent.newBuilder()
            .setLoggerName("a")
            .setLevel(Level.INFO)
            .setThreadName("t")
            .setMessage(new SimpleMessage(""))
            .build();
    JsonNode json = JSON.readTree(layout().toSerializable(event));
    assertThat(json.has("error.stack_trace")).isFalse();
    assertThat(json.has("almkd.cell")).isFalse();
    assertThat(json.get("message").asText()).isEmpty();
  }

  /** The layout that the settings choose for ALMKD_LOG=json. */
  private static PatternLayout layout() throws IOException {
    Properties settings = new Properties();
    settings.load(Files.newBufferedReader(SETTINGS));
    return PatternLayout.newBuilder()
        .withPattern(settings.getProperty("property.almkd.json"))
        .withAlwaysWriteExceptions(false)
        .build();
  }

  @Test
  @Tag("slow")
  void runLogsJsonAndTellsNoSecret() throws IOException, InterruptedException {
    TinyRun tiny = new TinyRun(folder);
    Path log = run(tiny, "json");
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).hasSizeGreaterThan(10);
    for (String line : lines) {
      assertThat(JSON.readTree(line).path("message").isTextual()).as(line).isTrue();
    }
    assertThat(lines).anyMatch(line -> line.contains("\"message\":\"data: done in "));
    assertThat(tiny.files("/run.manifest.json")).hasSize(1);
    assertNoSecretBelow(folder);
  }

  @Test
  @Tag("slow")
  void secretThatAConfigurationTakesFromTheEnvironmentIsRefusedAndNotShown()
      throws IOException, InterruptedException {
    TinyRun tiny = new TinyRun(folder);
    Path log =
        run(tiny, "text", "run.id=\"a\"${AWS_SECRET_ACCESS_KEY}", "train.momentum=${DB_PASSWORD}");
    assertThat(Files.readString(log))
        .contains(
            "run.id holds",
            "credentials must not stand in a configuration",
            "train.momentum = \"***\"")
        .containsPattern("\\d\\d:\\d\\d:\\d\\d ERROR Failures: The configuration has ");
    assertThat(tiny.runs()).doesNotExist();
    assertNoSecretBelow(folder);
  }

  private void assertNoSecretBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // Each byte a character: what is looked for is ASCII, in whatever kind of file.
        String text = Files.readString(file, ISO_8859_1);
        assertThat(SECRETS).as("%s", file).noneMatch(text::contains);
      }
    }
  }

  /** Runs the main job in a JVM that knows secrets; returns the file of its log. */
  private Path run(TinyRun tiny, String form, String... overrides)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1g", "-Dspark.master=local[2,4]", "-Dspark.ui.enabled=false"));
    command.add("-Dspark.hadoop.fs.s3a.secret.key=" + OF_SPARK);
    command.add("-Daws.secretKey=" + OF_SYSTEM);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("distill", "--config", tiny.folder() + "/run.conf"));
    command.addAll(List.of(overrides));
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(log.toFile())
            .redirectOutput(folder.resolve("out").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "AWS_SECRET_ACCESS_KEY",
                OF_ENVIRONMENT,
                "DB_PASSWORD",
                OF_ENVIRONMENT,
                "ALMKD_LOG",
                form,
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "LOG4J_CONFIGURATION_FILE",
                SETTINGS.toAbsolutePath().toString()));
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("the run ended").isTrue();
    assertThat(log).isNotEmptyFile();
    return log;
  }
}

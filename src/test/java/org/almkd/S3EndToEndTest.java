package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.almkd.data.LocalSpark;
import org.almkd.s3.FaultyProxy;
import org.almkd.s3.S3Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shortened quickstart whose rows, store and results lie on s3a://. */
@Tag("cluster")
class S3EndToEndTest {
  private static final Path ROWS = Path.of("src/test/resources/synthetic/seed-0.csv.gz");
  private static final double ONE_IN_TWENTY = 0.05;
  private static final long SEED = 20;

  /** S3A and the SDK below it give up at once, so that what they leave over is tried again here. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "spark.hadoop.fs.s3a.attempts.maximum", "0",
          "spark.hadoop.fs.s3a.retry.limit", "0",
          "spark.hadoop.fs.s3a.retry.throttle.limit", "0");

  @TempDir private static Path folder;
  private static S3Server server;
  private static JsonNode local;

  @BeforeAll
  static void runLocally() throws Exception {
    server = S3Server.start(folder);
    LocalSpark.session();
    Said said = run(Map.of(), arguments(ROWS.toAbsolutePath().toString(), folder + "/runs"));
    assertThat(said.code()).as(String.join("\n", said.messages())).isZero();
    local = Runs.json(folder.resolve("runs/short/report.json"));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    server.stop();
  }

  @Test
  @Tag("long")
  void theStudentIsTheSameAsOnALocalDisk() throws IOException {
    server.bucket("plain", "rows.csv.gz", ROWS);
    Said said = run(S3Server.settings(server.port()), onS3("plain"));
    assertSame(said, "plain");
    assertThat(retries("plain")).isZero();
    assertThat(server.keys("plain")).noneMatch(key -> key.contains("almkd-probe"));

    Said again = run(S3Server.settings(server.port()), onS3("plain"));
    assertThat(again.messages()).anyMatch(line -> line.contains("is finished already"));
    assertThat(again.code()).isZero();
  }

  @Test
  void aStoreThatFailsOneRequestInTwentyGivesTheSameStudent() throws IOException {
    failsOneRequestInTwenty("failing", SEED);
  }

  /** What fails, and in which way, is another request with each seed. */
  @ParameterizedTest
  @Tag("long")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void anyRequestsOfTwentyMayFail(long seed) throws IOException {
    failsOneRequestInTwenty("failing-" + seed, seed);
  }

  private static void failsOneRequestInTwenty(String bucket, long seed) throws IOException {
    server.bucket(bucket, "rows.csv.gz", ROWS);
    try (FaultyProxy proxy = FaultyProxy.failing(server.port(), ONE_IN_TWENTY, seed)) {
      Map<String, String> settings = new HashMap<>(S3Server.settings(proxy.port()));
      settings.putAll(IMPATIENT);
      Said said = run(settings, onS3(bucket));
      assertSame(said, bucket);
      assertThat(proxy.faults()).isBetween(proxy.requests() / 60, proxy.requests() / 10);
      assertThat(retries(bucket)).isBetween(proxy.faults() / 2L, 2L * proxy.faults());
      assertThat(said.warnings()).anyMatch(line -> line.contains("trying again in"));
      assertThat(said.messages()).anyMatch(line -> line.contains("requests were made again"));
    }
  }

  @Test
  @Tag("long")
  void withRetriesOfTheClientItGivesTheSameStudent() throws IOException {
    server.bucket("patient", "rows.csv.gz", ROWS);
    try (FaultyProxy proxy = FaultyProxy.failing(server.port(), ONE_IN_TWENTY, SEED)) {
      assertSame(run(S3Server.settings(proxy.port()), onS3("patient")), "patient");
      assertThat(proxy.faults()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"run.dir", "store.dir"})
  void aStoreThatMayNotBeWrittenToIsToldBeforeAnythingIsTrained(String denied) throws IOException {
    String bucket = "denied-" + denied.replace('.', '-');
    server.bucket(bucket, "rows.csv.gz", ROWS);
    try (FaultyProxy proxy = FaultyProxy.readOnly(server.port())) {
      String here = folder + "/" + bucket;
      List<String> arguments =
          denied.equals("run.dir")
              ? arguments("s3a://" + bucket + "/rows.csv.gz", "s3a://" + bucket + "/runs")
              : arguments("s3a://" + bucket + "/rows.csv.gz", here);
      if (denied.equals("store.dir")) {
        arguments.add("store.dir=s3a://" + bucket + "/store");
      }
      Said said = run(S3Server.settings(proxy.port()), arguments);
      assertThat(said.code()).isEqualTo(5);
      assertThat(TinyRun.onlyError(said))
          .startsWith("Cannot write s3a://" + bucket + "/")
          .contains("expected permission to do so; check the credentials");
      assertThat(said.messages()).noneMatch(line -> line.contains(": started"));
      assertThat(server.keys(bucket)).containsExactly("rows.csv.gz");
      if (denied.equals("store.dir")) {
        JsonNode status = Runs.json(Path.of(here, "short/status.json"));
        assertThat(status.path("state").asText()).isEqualTo("FAILED");
        assertThat(status.path("exitCode").asInt()).isEqualTo(5);
      }
    }
  }

  @Test
  void killedOnItsWayAndStartedAgainItGivesTheSameStudent() throws Exception {
    server.bucket("killed", "rows.csv.gz", ROWS);
    killWhen("killed", "store/networks/.*[.]manifest[.]json");
    assertThat(server.keys("killed")).noneMatch(key -> key.endsWith("run.manifest.json"));
    assertSame(run(S3Server.settings(server.port()), onS3("killed")), "killed");
  }

  @Test
  @Tag("long")
  void killedAtAnyMomentItGivesTheSameStudent() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 5; i++) {
      String bucket = "killed-" + i;
      server.bucket(bucket, "rows.csv.gz", ROWS);
      Process job = start(bucket);
      try {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(3_000, 15_000));
      } finally {
        job.destroyForcibly().waitFor();
      }
      assertSame(run(S3Server.settings(server.port()), onS3(bucket)), bucket);
    }
  }

  /** Kills a run in a JVM of its own once it has written a key. */
  private static void killWhen(String bucket, String key) throws Exception {
    Process job = start(bucket);
    try {
      while (server.keys(bucket).stream().noneMatch(found -> found.matches(".*" + key))) {
        assertThat(job.isAlive()).as(Files.readString(folder.resolve(bucket + ".log"))).isTrue();
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } finally {
      job.destroyForcibly().waitFor();
    }
  }

  private static Process start(String bucket) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1g", "-Dspark.master=local[2,4]", "-Dspark.ui.enabled=false"));
    S3Server.settings(server.port()).forEach((key, value) -> command.add("-D" + key + "=" + value));
    S3Server.credentials().forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(onS3(bucket));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(bucket + ".log").toFile())
        .start();
  }

  private static List<String> onS3(String bucket) {
    return arguments("s3a://" + bucket + "/rows.csv.gz", "s3a://" + bucket + "/runs");
  }

  private static List<String> arguments(String rows, String runs) {
    return new ArrayList<>(
        List.of(
            "distill",
            "--config",
            "conf/runs/quickstart.conf",
            "run.dir=" + runs,
            "run.id=short",
            "data.source=csv",
            "data.csv.path=" + rows,
            "data.csv.id=id",
            "data.csv.split=split",
            "data.csv.clean-label=clean_label",
            "data.noise.rate=0",
            "teachers=[{name=big,architecture.hidden=[80],epochs=2}]",
            "baselines=[]",
            "train.epochs=3",
            "train.workers=2",
            "mixing.adaptive.warmup-epochs=1",
            "mixing.adaptive.update-every-epochs=1"));
  }

  /** Runs a command with settings as spark-submit would pass them on. */
  private static Said run(Map<String, String> settings, List<String> arguments) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(S3Server.credentials());
    all.forEach(System::setProperty);
    try {
      return Said.by(() -> Main.run(arguments.toArray(String[]::new)));
    } finally {
      all.keySet().forEach(System::clearProperty);
    }
  }

  private static void assertSame(Said said, String bucket) throws IOException {
    assertThat(said.code()).as(String.join("\n", said.messages())).isZero();
    JsonNode report = json(bucket, "runs/short/report.json");
    assertThat(report.path("parametersSha256").asText()).hasSize(64);
    assertThat(report.path("parametersSha256")).isEqualTo(local.path("parametersSha256"));
    assertThat(report.path("student")).isEqualTo(local.path("student"));
    assertThat(report.path("lambda")).isEqualTo(local.path("lambda"));
    assertThat(json(bucket, "runs/short/status.json").path("state").asText())
        .isEqualTo("SUCCEEDED");
  }

  private static long retries(String bucket) throws IOException {
    return json(bucket, "runs/short/timings.json").path("storageRetries").asLong(-1);
  }

  private static JsonNode json(String bucket, String key) throws IOException {
    return new ObjectMapper().readTree(server.text(bucket, key));
  }
}

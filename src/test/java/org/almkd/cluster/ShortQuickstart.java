package org.almkd.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.almkd.storage.Storage;
import org.apache.hadoop.conf.Configuration;

/**
 * The quickstart, shortened to three epochs with two lambda passes, on two workers and with its
 * rows in a file, so that they can lie on any storage.
 */
final class ShortQuickstart {
  static final Path ROWS = Project.ROOT.resolve("src/test/resources/synthetic/seed-0.csv.gz");

  private static Result local;

  private ShortQuickstart() {}

  /**
   * What must be the same wherever it runs.
   *
   * @param sha256 of the student's parameters
   * @param student all that was measured of it
   * @param lambda summary of the lambdas
   */
  record Result(String sha256, JsonNode student, JsonNode lambda) {}

  /** Runs it and returns what it left in a folder. */
  static Result run(
      Path folder, String mode, Map<String, String> environment, String rows, String runs) {
    try (Job job = start(folder, mode, environment, rows, runs)) {
      assertThat(job.exitCode()).as(job.log()).isZero();
    }
    return read(runs);
  }

  /** Starts it. */
  static Job start(
      Path folder,
      String mode,
      Map<String, String> environment,
      String rows,
      String runs,
      String... overrides) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                mode,
                runFile(folder).toString(),
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
    arguments.addAll(List.of(overrides));
    return Project.submit(folder.resolve(mode + ".job.log"), environment, arguments);
  }

  /** A link under another name, as schedulers have them: Spark sends what it leads to. */
  private static Path runFile(Path folder) {
    Path link = folder.resolve("nightly.conf");
    if (!Files.exists(link)) {
      try {
        Files.createSymbolicLink(link, Project.ROOT.resolve("conf/runs/quickstart.conf"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return link;
  }

  /** Reads what a finished run left. */
  static Result read(String runs) {
    JsonNode report = json(runs + "/short/report.json");
    assertThat(json(runs + "/short/status.json").path("state").asText()).isEqualTo("SUCCEEDED");
    Result result =
        new Result(
            report.path("parametersSha256").asText(),
            report.path("student"),
            report.path("lambda"));
    assertThat(result.sha256()).hasSize(64);
    System.out.println(runs + ": student " + result.sha256());
    return result;
  }

  private static JsonNode json(String address) {
    try {
      return new ObjectMapper().readTree(new Storage(new Configuration(false)).read(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The result of job/submit.sh local, which others are held against; computed once. */
  static synchronized Result local(Path folder) {
    if (local == null) {
      Map<String, String> environment = Map.of("ALMKD_CORES", "2", "ALMKD_DRIVER_MEMORY", "1g");
      local = run(folder, "local", environment, ROWS.toString(), folder + "/local-runs");
    }
    return local;
  }
}

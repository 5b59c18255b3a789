package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.almkd.data.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lemma of the paper for the networks of a tiny run on synthetic data. */
@Tag("spark")
class LemmaEndToEndTest {
  private static final String[] BLOBS = {
    "data.source=synthetic",
    "data.synthetic.kind=blobs",
    "data.synthetic.train-rows=60",
    "data.synthetic.validation-rows=20",
    "data.synthetic.test-rows=20",
    "data.synthetic.features=4",
    "data.synthetic.class-separation=0.1",
    "data.noise.rate=0.2",
    "baselines=[{method=labels}]"
  };

  @TempDir private static Path shared;
  private static TinyRun onBlobs;

  @BeforeAll
  static void train() {
    LocalSpark.session();
    onBlobs = new TinyRun(shared);
    Said said = onBlobs.run(BLOBS);
    assertThat(said.code()).as(String.join("\n", said.errors())).isZero();
  }

  private static Said lemma(Path run, String... options) {
    List<String> arguments = new ArrayList<>(List.of("lemma", "--run", run.toString()));
    arguments.addAll(List.of(options));
    return Said.by(() -> Main.run(arguments.toArray(String[]::new)));
  }

  @Test
  void simulationConfirmsTheFormulaForStudentAndBaseline() throws IOException {
    Path run = onBlobs.runFolders().get(0);
    for (String student : List.of("student", "labels")) {
      Path out = shared.resolve("lemma of " + student);
      Said said = lemma(run, "--student", student, "--rows=3000", "--out", out.toString());
      assertThat(said.code()).as(String.join("\n", said.errors())).isZero();
      JsonNode json = new ObjectMapper().readTree(out.resolve("lemma.json").toFile());
      assertThat(json.path("trainingRows").asInt()).isEqualTo(60);
      assertThat(json.path("student").asText()).isEqualTo(student);
      assertThat(json.path("leastVarianceLambda").asDouble()).isBetween(0.0, 1.0);
      assertThat(json.path("largestDeviationOfSimulation").asDouble()).isLessThan(4);
      // A fifth of the labels is flipped: their risk is another than that on clean labels.
      assertThat(json.path("labelMean").asDouble()).isGreaterThan(json.path("trueMean").asDouble());
      assertThat(Files.readAllLines(out.resolve("lemma.csv"))).hasSize(22);
      assertThat(out.resolve("lemma.html")).isNotEmptyFile();
      assertThat(out.resolve("figures/lemma-variance.svg")).isNotEmptyFile();
      assertThat(out.resolve("lemma.manifest.json")).isNotEmptyFile();
    }
  }

  @Test
  void unknownNetworksAndImpossibleCountsAreRefused() {
    Path run = onBlobs.runFolders().get(0);
    fails(run, List.of("--teacher=huge"), "--teacher", "huge", "big");
    fails(run, List.of("--student=other"), "--student", "other", "labels");
    Said said = lemma(run, "--rows=0", "--sets=1");
    assertThat(said.code()).isEqualTo(2);
    assertThat(TinyRun.onlyError(said)).contains("--rows", "--sets");
  }

  @Test
  void rowsOfAFileHaveNoKnownPosterior(@TempDir Path folder) {
    TinyRun onFile = new TinyRun(folder);
    assertThat(onFile.run().code()).isZero();
    Said said = lemma(onFile.runFolders().get(0));
    assertThat(said.code()).isEqualTo(3);
    assertThat(TinyRun.onlyError(said)).contains("data.source = csv", "expected synthetic");
  }

  private static void fails(Path run, List<String> options, String... says) {
    Said said = lemma(run, options.toArray(String[]::new));
    assertThat(said.code()).isEqualTo(2);
    assertThat(TinyRun.onlyError(said)).contains(says);
  }
}

package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.almkd.data.LocalSpark;
import org.almkd.storage.ParquetTable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a teacher arrives, the student that it teaches is the same to the bit. */
@Tag("spark")
class SparkTeachersEndToEndTest {
  private static final String SMALL = "src/test/resources/small.conf";

  @TempDir static Path folder;
  private static JsonNode trained;

  @BeforeAll
  static void trainOnce() {
    LocalSpark.session();
    trained = Runs.distil(folder, "trained", SMALL, "data.standardize=true");
  }

  @Test
  void anExportedTeacherTeachesTheSameAsDl4jZip() {
    Path zip = folder.resolve("trained/teachers/big/model.zip");
    JsonNode imported =
        Runs.distil(
            folder,
            "imported",
            SMALL,
            "store.dir=" + folder.resolve("store-imported"),
            "data.standardize=true",
            "teachers=[{ name = big, source = dl4j, dl4j.path = \"" + zip + "\" }]");
    assertThat(imported.at("/parametersSha256")).isEqualTo(trained.at("/parametersSha256"));
    assertThat(Runs.testAccuracy(imported.at("/teachers/big")))
        .isEqualTo(Runs.testAccuracy(trained.at("/teachers/big")));
  }

  @Test
  void logitsMadeElsewhereTeachTheSame() throws IOException {
    Path csv = folder.resolve("logits.csv");
    Files.write(csv, logitsAsCsv());
    JsonNode imported =
        Runs.distil(
            folder,
            "logits",
            SMALL,
            "data.standardize=true",
            "teachers=[{ name = big, source = logits, logits.path = \"" + csv + "\" }]");
    assertThat(imported.at("/parametersSha256")).isEqualTo(trained.at("/parametersSha256"));
  }

  @Test
  void twoTeachersHaveALambdaEach() {
    JsonNode report =
        Runs.distil(
            folder,
            "two",
            SMALL,
            "store.dir=" + folder.resolve("store-two"),
            "teachers=[{ name = big, architecture.hidden = [16] }, { name = deep, architecture.hidden = [12, 6] }]",
            "mixing.adaptive.target-teacher=best");
    assertThat(report.at("/lambda/teachers/big").isNumber()).isTrue();
    assertThat(report.at("/lambda/teachers/deep").isNumber()).isTrue();
    assertThat(report.at("/teachers/deep/test/accuracy/last").isNumber()).isTrue();
    assertThat(Runs.lambdas(folder.resolve("two"))).hasSize(2 * 600);
  }

  @Test
  void aSecondRunReadsWhatTheFirstHasStored() throws IOException {
    long before = stored();
    JsonNode again = Runs.distil(folder, "again", SMALL, "data.standardize=true", "method=amal");
    assertThat(stored()).as("files in the store").isEqualTo(before);
    assertThat(again.at("/teachers")).isEqualTo(trained.at("/teachers"));
    assertThat(again.at("/lambda/labelWeight").isNumber()).isTrue();
  }

  @Test
  void aFinishedRunIsNotRunAgain() throws IOException {
    Path report = folder.resolve("trained/report.json");
    var written = Files.getLastModifiedTime(report);
    Runs.distil(folder, "trained", SMALL, "data.standardize=true");
    assertThat(Files.getLastModifiedTime(report)).isEqualTo(written);
    Runs.distil(folder, "trained", SMALL, "data.standardize=true", "run.fresh=true");
    assertThat(Runs.json(folder.resolve("trained-2/report.json")).at("/parametersSha256"))
        .isEqualTo(trained.at("/parametersSha256"));
  }

  @Test
  void predictAndEvaluateUseAnExportedStudent() throws IOException {
    String model = "predict.model=" + folder.resolve("trained/student");
    Path rows = folder.resolve("rows.csv");
    Files.write(
        rows,
        List.of(
            "key,x0,x1,x2,x3,x4,x5,x6,x7,remark",
            "a,1,2,3,4,5,6,7,8,none",
            "b,0,0,0,0,0,0,0,0,\"some, text\""));
    assertThat(
            Main.run(
                "predict",
                "run.dir=" + folder,
                model,
                "predict.output=" + folder.resolve("predictions"),
                "data.source=csv",
                "data.csv.path=" + rows,
                "data.csv.id=key"))
        .isZero();
    Path file = folder.resolve("predictions/part-00000.parquet");
    ParquetTable table = ParquetTable.read(file.toString(), Files.readAllBytes(file));
    assertThat(table.texts("key")).containsExactlyInAnyOrder("a", "b");
    assertThat(table.width("probabilities")).isEqualTo(5);
    float sum = 0;
    for (int c = 0; c < 5; c++) {
      sum += table.floats("probabilities")[c];
    }
    assertThat(sum).isBetween(0.9999f, 1.0001f);
    assertThat(Main.run("evaluate", "--config", SMALL, "run.dir=" + folder, model)).isZero();
  }

  private static long stored() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  private static List<String> logitsAsCsv() throws IOException {
    List<String> lines = new ArrayList<>(List.of("id,logits0,logits1,logits2,logits3,logits4"));
    try (Stream<Path> files = Files.walk(folder.resolve("store/soft-labels"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        ParquetTable table = ParquetTable.read(file.toString(), Files.readAllBytes(file));
        for (int i = 0; i < table.rows(); i++) {
          StringBuilder line = new StringBuilder(Long.toString(table.longs("id")[i]));
          for (int c = 0; c < 5; c++) {
            line.append(',').append(table.floats("logits")[i * 5 + c]);
          }
          lines.add(line.toString());
        }
      }
    }
    return lines.stream().distinct().toList();
  }
}

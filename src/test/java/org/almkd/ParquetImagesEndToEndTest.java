package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.almkd.data.EncodedPictures;
import org.almkd.data.LocalSpark;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on pictures in Parquet files as Hugging Face's datasets write them. */
@Tag("spark")
class ParquetImagesEndToEndTest {
  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    LocalSpark.session();
  }

  @Test
  void picturesInAColumnAreLearnedScoredAndShown() throws IOException {
    Path rows = folder.resolve("rows");
    EncodedPictures.write(
        EncodedPictures.rows(150, 3, true), EncodedPictures.STRUCT, rows, 2, SaveMode.Overwrite);
    String runFile =
        Files.writeString(
                folder.resolve("run.conf"),
                """
data { source = parquet, classes = 3, on-empty-class = warn
  parquet { path = "%s", image = image }
  split { validation = 0.2, test = 0.2 }
  images { side = 12, crop = 10, augmentation { flip = true, soft-labels = live } } }
teachers = [{ name = big, architecture { kind = resnet, depth = 8 } }]
student { architecture { kind = resnet, depth = 8 }, initialisation = he }
train { workers = 2, epochs = 6, batch-size = 20, learning-rate.initial = 0.05 }
mixing.adaptive { warmup-epochs = 1, update-every-epochs = 2, chunk-size = 32 }
"""
                    .formatted(rows))
            .toString();
    JsonNode report = Runs.distil(folder.resolve("runs"), "parquet", runFile);
    assertThat(Runs.testAccuracy(report.at("/student"))).isGreaterThan(0.7);
    Path run = folder.resolve("runs/parquet");
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("<img src=\"data:image/png;base64,");
    Said evaluated = command("evaluate", runFile, run);
    assertThat(evaluated.errors()).isEmpty();
    assertThat(evaluated.out()).contains("30 rows: accuracy ");
    Said predicted =
        command("predict", runFile, run, "predict.output=" + folder.resolve("predictions"));
    assertThat(predicted.errors()).isEmpty();
    Said other = command("evaluate", runFile, run, "data.images.side=11");
    assertThat(other.code()).isEqualTo(3);
    assertThat(other.errors())
        .singleElement()
        .asString()
        .contains("expected the middle 3x10x10 of 3x12x12");
  }

  private Said command(String command, String runFile, Path run, String... overrides) {
    List<String> fixed =
        List.of(
            command,
            "--config",
            runFile,
            "run.dir=" + folder.resolve("runs"),
            "predict.model=" + run.resolve("student"));
    return Said.by(
        () -> Main.run(Stream.concat(fixed.stream(), Stream.of(overrides)).toArray(String[]::new)));
  }
}

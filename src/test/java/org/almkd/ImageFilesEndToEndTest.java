package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.almkd.data.ImageFixtures;
import org.almkd.data.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run files of the paper's data sets, shortened, on small files in the same formats. */
@Tag("spark")
class ImageFilesEndToEndTest {
  private static final String SMALL =
      "architecture { kind = wide-resnet, depth = 10, widening = 1 }, initialisation = he";
  private static final List<String> SHORT =
      List.of(
          "train.epochs=3",
          "train.batch-size=8",
          "train.workers=2",
          "mixing.adaptive.update-every-epochs=1",
          "mixing.adaptive.warmup-epochs=1",
          "student={ " + SMALL + " }",
          "baselines=[{ method = labels }]",
          "data.images.augmentation.views=2");

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    LocalSpark.session();
  }

  private JsonNode run(String file, String... overrides) {
    return Runs.distil(
        folder.resolve("runs"),
        "short",
        "conf/runs/" + file,
        Stream.concat(SHORT.stream(), Stream.of(overrides)).toArray(String[]::new));
  }

  @Test
  void cifar100InItsBinaryVersion() throws IOException {
    Files.write(folder.resolve("train.bin"), records(60));
    Files.write(folder.resolve("test.bin"), records(20));
    JsonNode report =
        run(
            "cifar100.conf",
            "data.cifar100.path=" + folder,
            "data.on-empty-class=warn",
            "data.images.crop=16",
            "teachers=[{ name = a, %s }, { name = b, %s }]".formatted(SMALL, SMALL));
    assertThat(report.at("/teachers/a")).isNotEmpty();
    assertThat(report.at("/teachers/b")).isNotEmpty();
    assertThat(report.at("/lambda/mean").asDouble()).isBetween(0.0, 1.0);
  }

  /** Two labels, of 20 and of 100 classes, and 3 x 32 x 32 bytes. */
  private static byte[] records(int count) {
    byte[] bytes = new byte[count * (2 + 3 * 32 * 32)];
    new Random(count).nextBytes(bytes);
    for (int i = 0; i < count; i++) {
      bytes[i * (2 + 3 * 32 * 32)] = (byte) (i % 20);
      bytes[i * (2 + 3 * 32 * 32) + 1] = (byte) (i % 4);
    }
    return bytes;
  }

  @Test
  void aircraftInItsFolders() throws IOException {
    Path root = folder.resolve("aircraft");
    ImageFixtures.aircraft(root, 3, 8);
    String[] images = {
      "data.fgvc-aircraft.path=" + root, "data.images.side=24", "data.images.crop=20"
    };
    JsonNode report =
        run(
            "fgvc-aircraft.conf",
            Stream.concat(Stream.of(images), Stream.of("teachers=[{ name = same, " + SMALL + " }]"))
                .toArray(String[]::new));
    assertThat(report.at("/lambda/mean").asDouble()).isBetween(0.0, 1.0);
    Path run = folder.resolve("runs/short");
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("<img src=\"data:image/png;base64,");
    Said evaluated = evaluate(run, images);
    assertThat(evaluated.errors()).isEmpty();
    assertThat(evaluated.out()).contains("12 rows: accuracy ");
    Said otherwise =
        evaluate(run, images[0], images[1], images[2], "data.images.deviation=[1, 1, 1]");
    assertThat(otherwise.code()).isEqualTo(3);
    assertThat(otherwise.errors())
        .singleElement()
        .asString()
        .contains("deviations [1.0, 1.0, 1.0]; expected the middle 3x20x20 of 3x24x24");
  }

  private Said evaluate(Path run, String... overrides) {
    return Said.by(
        () ->
            Main.run(
                Stream.of(
                        Stream.of("evaluate", "--config", "conf/runs/fgvc-aircraft.conf"),
                        Stream.of(overrides),
                        Stream.of(
                            "run.dir=" + folder.resolve("runs"),
                            "predict.model=" + run.resolve("student")))
                    .flatMap(arguments -> arguments)
                    .toArray(String[]::new)));
  }
}

package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.almkd.data.Augmentation;
import org.almkd.data.Features;
import org.almkd.data.ImageFixtures;
import org.almkd.data.InputShape;
import org.almkd.data.LocalSpark;
import org.almkd.data.PreparedData;
import org.almkd.data.RowBlock;
import org.almkd.data.SeededHash;
import org.almkd.data.Split;
import org.almkd.model.ZippedNetwork;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.ParquetTable;
import org.almkd.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job with networks for images, on small idx files whose classes are bright corners. */
@Tag("spark")
class ImagesEndToEndTest {
  private static final int SIDE = 8;
  private static final int CLASSES = 3;

  @TempDir private static Path shared;
  private static String runFile;

  @BeforeAll
  static void writeFiles() throws IOException {
    LocalSpark.session();
    write("train", 150, 1);
    write("test", 60, 2);
    runFile =
        Files.writeString(
                shared.resolve("run.conf"),
                """
                data { source = idx, split.validation = 0.2, noise.rate = 0.1
                  idx { path = "%s", train-images = train-images, train-labels = train-labels
                        test-images = test-images, test-labels = test-labels } }
                teachers = [{ name = dense, architecture { kind = densenet, depth = 7, growth = 4 } }]
                student { architecture { kind = resnet, depth = 8 }, initialisation = he }
                baselines = [
                  { name = wide, method = fixed, student.architecture { kind = wide-resnet, depth = 10 } }
                ]
                train { workers = 2, epochs = 8, batch-size = 20, learning-rate.initial = 0.05 }
                mixing.adaptive { warmup-epochs = 1, update-every-epochs = 1, chunk-size = 32 }
                """
                    .formatted(shared))
            .toString();
  }

  /** Noise, and one quarter of the picture that is brighter. */
  private static void write(String name, int rows, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer images = ByteBuffer.allocate(16 + rows * SIDE * SIDE);
    images.putInt(0x803).putInt(rows).putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + rows);
    labels.putInt(0x801).putInt(rows);
    for (int i = 0; i < rows; i++) {
      int label = i % CLASSES;
      labels.put((byte) label);
      for (int j = 0; j < SIDE * SIDE; j++) {
        int quarter = (j / SIDE < SIDE / 2 ? 0 : 2) + (j % SIDE < SIDE / 2 ? 0 : 1);
        images.put((byte) (random.nextInt(100) + (quarter == label ? 150 : 0)));
      }
    }
    Files.write(shared.resolve(name + "-images"), images.array());
    Files.write(shared.resolve(name + "-labels"), labels.array());
  }

  private static Said command(String command, Path run, String... overrides) {
    List<String> arguments = new ArrayList<>(List.of(command, "--config", runFile));
    arguments.add("predict.model=" + run.resolve("student"));
    arguments.addAll(List.of(overrides));
    return Said.by(() -> Main.run(arguments.toArray(String[]::new)));
  }

  @Test
  void imagesAreLearnedExportedPredictedAndShownAndDependOnNoPartition() throws IOException {
    JsonNode report = Runs.distil(shared.resolve("one"), "images", runFile, "data.partitions=1");
    assertThat(Runs.testAccuracy(report.at("/student"))).isGreaterThan(0.8);
    assertThat(Runs.testAccuracy(report.at("/teachers/dense"))).isGreaterThan(0.5);
    assertThat(Runs.testAccuracy(report.at("/baselines/wide"))).isGreaterThan(0.5);
    assertThat(report.at("/lambda/mean").asDouble()).isBetween(0.01, 0.99);

    JsonNode again = Runs.distil(shared.resolve("two"), "images", runFile, "data.partitions=4");
    assertThat(again.at("/parametersSha256")).isEqualTo(report.at("/parametersSha256"));
    assertThat(Runs.lambdas(shared.resolve("two/images")))
        .isEqualTo(Runs.lambdas(shared.resolve("one/images")));

    Path run = shared.resolve("one/images");
    assertThat(Runs.json(run.resolve("student/model.json")).path("image").asText())
        .isEqualTo("1x8x8");
    Said evaluated = command("evaluate", run, "run.dir=" + shared.resolve("one"));
    assertThat(evaluated.errors()).isEmpty();
    assertThat(evaluated.out())
        .contains(
            "60 rows: accuracy "
                + String.format(
                    Locale.ROOT, "%.2f", 100 * Runs.testAccuracy(report.at("/student"))));
    Said predicted = command("predict", run, "predict.output=" + shared.resolve("predictions"));
    assertThat(predicted.errors()).isEmpty();
    assertThat(shared.resolve("predictions/_manifest.json")).exists();
    showsPictures(run);
  }

  private static void showsPictures(Path run) throws IOException {
    String page = Files.readString(run.resolve("report.html"));
    assertThat(page.split("<img src=\"data:image/png;base64,", -1)).hasSize(101);
    byte[] images = Files.readAllBytes(shared.resolve("train-images"));
    for (JsonNode row : Runs.json(run.resolve("least-believed.json"))) {
      byte[] png = Base64.getDecoder().decode(row.get("picture").asText());
      Raster pixels = ImageIO.read(new ByteArrayInputStream(png)).getRaster();
      assertThat(pixels.getWidth()).isEqualTo(SIDE);
      int first = 16 + row.get("id").asInt() * SIDE * SIDE;
      for (int j = 0; j < SIDE * SIDE; j++) {
        assertThat(pixels.getSample(j % SIDE, j / SIDE, 0)).isEqualTo(images[first + j] & 0xff);
      }
    }
    Path again = run.resolve("again");
    assertThat(Said.by(() -> Main.run("report", "--run", run + "", "--out", again + "")).code())
        .isZero();
    assertThat(again.resolve("report.html")).hasContent(page);
    Path audit = run.resolve("audit");
    assertThat(Said.by(() -> Main.run("audit", "--run", run + "", "--top", "7")).errors())
        .isEmpty();
    String audited = Files.readString(audit.resolve("audit.html"));
    assertThat(audited.split("<img src=\"data:image/png;base64,", -1)).hasSize(8);
    assertThat(audited).containsPattern("alt=\"row [0-9]+: labelled [0-2], believed [0-2]\"");
  }

  @Test
  void teachersAreShownTheVeryViewsThatStudentsAreTrainedOn() throws IOException {
    String[] views = {
      "data.images.augmentation.pad=1",
      "data.images.augmentation.flip=true",
      "data.images.augmentation.soft-labels=views",
      "data.images.augmentation.views=2",
      "data.images.mean=[0.4]",
      "data.images.deviation=[0.25]",
      "train.epochs=3"
    };
    Path one = shared.resolve("views-one");
    JsonNode report = Runs.distil(one, "views", runFile, with("data.partitions=1", views));
    JsonNode again =
        Runs.distil(
            shared.resolve("views-two"), "views", runFile, with("data.partitions=3", views));
    assertThat(again.at("/parametersSha256")).isEqualTo(report.at("/parametersSha256"));

    Storage storage = new Storage(new Configuration());
    ArtefactStore store = new ArtefactStore(storage, one + "/store");
    PreparedData data =
        PreparedData.of(
                store
                    .find("data", Path.of(report.at("/store/data").asText()).getFileName() + "")
                    .orElseThrow())
            .withAugmentation(new Augmentation(1, true, 1, SeededHash.salt(0, "augmentation"), 2));
    RowBlock rows = data.reader().read(Split.TRAIN, 0);
    ZippedNetwork teacher =
        ZippedNetwork.load(
            "dense",
            Files.readAllBytes(one.resolve("views/teachers/dense/model.zip")),
            data.input(),
            CLASSES);
    ParquetTable table = softLabels(one, "train-00000");
    for (int view = 0; view <= 2; view++) {
      float[] stored = table.floats(view == 0 ? "logits" : "logits-" + view);
      assertThat(stored)
          .as("view %d", view)
          .containsExactly(
              teacher.logits(rows.features().view(rows.ids(), 0, rows.rows(), view)),
              within(1e-5f));
    }
    assertThat(table.floats("logits-1")).isNotEqualTo(table.floats("logits"));
    assertThat(table.floats("logits-1")).isNotEqualTo(table.floats("logits-2"));
    assertThat(softLabels(one, "test-00000").names()).doesNotContain("logits-1");
  }

  private static final String[] CHANGED = {
    "data.images.augmentation.pad=1",
    "data.images.augmentation.flip=true",
    "train.epochs=2",
    "teachers=[{ name = dense, architecture { kind = densenet, depth = 7, growth = 4 } },"
        + " { name = deep, architecture { kind = resnet, depth = 8 } }]"
  };

  /** As many views as epochs are those of an endless number that are seen. */
  @Test
  void teachersThatAreRunOnEachBatchTeachWhatStoredViewsTeachToRounding() throws IOException {
    Path one = shared.resolve("live");
    JsonNode live = Runs.distil(one, "live", runFile, with(LIVE, CHANGED));
    Runs.distil(
        shared.resolve("live-views"),
        "views",
        runFile,
        with("data.images.augmentation={ soft-labels = views, views = 2 }", CHANGED));
    Runs.distil(one, "clean", runFile, CHANGED);
    for (String student : List.of("student", "baselines/wide")) {
      float[] logits = testLogits(one.resolve("live").resolve(student));
      double toViews =
          distance(logits, testLogits(shared.resolve("live-views/views").resolve(student)));
      double toClean = distance(logits, testLogits(one.resolve("clean").resolve(student)));
      assertThat(toViews).as(student).isLessThan(1e-3).isLessThan(toClean / 20);
    }

    JsonNode again =
        Runs.distil(
            shared.resolve("live-again"),
            "live",
            runFile,
            with(LIVE, with("data.partitions=3", CHANGED)));
    assertThat(again.at("/parametersSha256")).isEqualTo(live.at("/parametersSha256"));
    assertThat(Runs.lambdas(shared.resolve("live-again/live")))
        .isEqualTo(Runs.lambdas(one.resolve("live")));
    assertThat(softLabels(one, "train-00000").names())
        .as("no view is stored")
        .containsExactly("id", "view", "logits");
  }

  private static final String LIVE = "data.images.augmentation.soft-labels=live";

  /** Logits of the test pictures by an exported network. */
  private static float[] testLogits(Path exported) throws IOException {
    byte[] images = Files.readAllBytes(shared.resolve("test-images"));
    float[] pixels = new float[images.length - 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (images[16 + i] & 0xff) / 255f;
    }
    InputShape.Image image = new InputShape.Image(1, SIDE, SIDE);
    return ZippedNetwork.load(
            exported.toString(), Files.readAllBytes(exported.resolve("model.zip")), image, CLASSES)
        .logits(Features.of(pixels, pixels.length / image.size()));
  }

  private static double distance(float[] one, float[] other) {
    double greatest = 0;
    for (int i = 0; i < one.length; i++) {
      greatest = Math.max(greatest, Math.abs(one[i] - other[i]));
    }
    return greatest;
  }

  @Test
  void everyMethodWithTeachersMayHaveThemRun() {
    Path folderOfAll = shared.resolve("live-methods");
    String[] methods = {
      "takd.assistants=[{ name = mid }]",
      "dgkd={ drop = 0.5, assistants = [{ name = high }] }",
      "baselines=[{ method = takd }, { method = dgkd }, { method = amal },"
          + " { name = generations, distill.generations = 2 }]"
    };
    String[] changed = Stream.of(CHANGED, methods).flatMap(Stream::of).toArray(String[]::new);
    JsonNode live = Runs.distil(folderOfAll, "live", runFile, with(LIVE, changed));
    for (String baseline : List.of("takd", "dgkd", "amal", "generations")) {
      assertThat(Runs.testAccuracy(live.at("/baselines/" + baseline))).isBetween(0.0, 1.0);
    }
    JsonNode clean = Runs.distil(folderOfAll, "clean", runFile, changed);
    assertThat(clean.at("/store/network of dense"))
        .as("teachers learn from labels, whatever they will be shown")
        .isEqualTo(live.at("/store/network of dense"));
    for (String taught :
        List.of(
            "/baselines/takd/assistants/mid/store",
            "/baselines/dgkd/assistants/high/store",
            "/baselines/generations/generations/generation-1/store")) {
      assertThat(live.at(taught).asText()).startsWith("networks/");
      assertThat(clean.at(taught)).as(taught).isNotEqualTo(live.at(taught));
    }
  }

  @Test
  void theDoctorCountsTeachersThatAreRun() {
    Path run = shared.resolve("none");
    String clean = command("doctor", run, CHANGED).out();
    String live = command("doctor", run, with(LIVE, CHANGED)).out();
    assertThat(outsideHeap(live)).isGreaterThan(outsideHeap(clean));
    String large = command("doctor", run, with("train.batch-size=400", CHANGED)).out();
    assertThat(outsideHeap(large)).as("layers of a step").isGreaterThan(outsideHeap(clean));
  }

  private static double outsideHeap(String doctor) {
    Matcher found =
        Pattern.compile("the run needs about ([0-9.]+) MiB outside the heap").matcher(doctor);
    assertThat(found.find()).as(doctor).isTrue();
    return Double.parseDouble(found.group(1));
  }

  private static String[] with(String first, String... others) {
    return Stream.concat(Stream.of(first), Stream.of(others)).toArray(String[]::new);
  }

  private static ParquetTable softLabels(Path folder, String block) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("store/soft-labels"))) {
      Path file =
          files.filter(f -> f.getFileName().toString().startsWith(block)).findFirst().orElseThrow();
      return ParquetTable.read(file.toString(), Files.readAllBytes(file));
    }
  }

  @Test
  void picturesChangedForStudentsAloneAreWarnedOf() {
    Said said =
        Said.by(
            () ->
                Main.run(
                    "distill",
                    "--config",
                    runFile,
                    "run.dir=" + shared.resolve("clean"),
                    "data.images.augmentation.flip=true",
                    "train.epochs=2"));
    assertThat(said.code()).isZero();
    assertThat(said.warnings())
        .anyMatch(w -> w.contains("whose teachers were shown the pictures as they are"));
  }

  @Test
  void filesWithoutPicturesAreRefusedBeforeAnythingIsTrained() throws IOException {
    Path flat = Files.createDirectories(shared.resolve("flat"));
    ByteBuffer rows = ByteBuffer.allocate(12 + 30 * 4);
    rows.putInt(0x802).putInt(30).putInt(4);
    ByteBuffer labels = ByteBuffer.allocate(8 + 30);
    labels.putInt(0x801).putInt(30);
    for (int i = 0; i < 30; i++) {
      labels.put((byte) (i % CLASSES));
    }
    for (String name : List.of("train", "test")) {
      Files.write(flat.resolve(name + "-images"), rows.array());
      Files.write(flat.resolve(name + "-labels"), labels.array());
    }
    Said said =
        Said.by(
            () ->
                Main.run(
                    "distill",
                    "--config",
                    runFile,
                    "run.dir=" + shared.resolve("three"),
                    "data.idx.path=" + flat));
    assertThat(said.code()).isEqualTo(3);
    assertThat(said.errors())
        .singleElement()
        .asString()
        .contains("found rows of 4 numbers; expected images, which resnet-8 takes");
  }

  private Said said(String command, String... overrides) {
    return Said.by(
        () ->
            Main.run(
                Stream.concat(
                        Stream.of(
                            command, "--config", runFile, "run.dir=" + shared.resolve("refused")),
                        Stream.of(overrides))
                    .toArray(String[]::new)));
  }

  @Test
  void cropsThatWouldShowNothingAreRefused() {
    Said said = said("distill", "data.images.augmentation.pad=4096");
    assertThat(said.code()).isEqualTo(3);
    assertThat(said.errors())
        .singleElement()
        .asString()
        .contains("found data.images.augmentation.pad = 4096 for pictures of");
  }

  @Test
  void aFolderAboveTheClassesIsRefusedByRunAndDoctor() {
    Path above = shared.resolve("above");
    ImageFixtures.folder(above.resolve("photos"), 2, 8);
    String[] overrides = {"data.source=image-folder", "data.image-folder.path=" + above};
    Said run = said("distill", overrides);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.errors())
        .singleElement()
        .asString()
        .contains("found one class, photos; expected two or more; check the path");
    Said doctor = said("doctor", overrides);
    assertThat(doctor.code()).isEqualTo(3);
    assertThat(doctor.out()).contains("found one class, photos; expected two or more");
    Said sound = said("doctor", overrides[0], "data.image-folder.path=" + above.resolve("photos"));
    assertThat(sound.code()).as(sound.out()).isZero();
  }
}

package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.almkd.data.LocalSpark;
import org.almkd.storage.ParquetTable;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of the method doubt on 40 training rows, a fifth of which get another label. */
@Tag("spark")
class DoubtEndToEndTest {
  private static final String DOUBT = "method=doubt";
  private static final String FOLDS = "teacher-defaults.folds=3";
  private static final String NOISE = "data.noise.rate=0.2";
  private static final String NEVER = "mixing.doubt.refit=never";
  private static final String ALWAYS = "mixing.doubt.refit=always";

  @TempDir private Path folder;
  private TinyRun tiny;

  @BeforeEach
  void prepare() {
    LocalSpark.session();
    tiny = new TinyRun(folder);
  }

  @AfterAll
  static void restoreTheSharedSession() {
    LocalSpark.session();
  }

  private JsonNode report(String id, String... overrides) {
    List<String> all = new ArrayList<>(List.of(DOUBT, NOISE));
    all.addAll(List.of(overrides));
    return Runs.distil(tiny.runs(), id, tiny.folder() + "/run.conf", all.toArray(String[]::new));
  }

  private static String sha(JsonNode network) {
    return network.at("/parametersSha256").asText();
  }

  /** Returns a column of floats of all files below a folder, by id. */
  private static Map<Long, float[]> column(Path folder, String name) {
    Map<Long, float[]> rows = new TreeMap<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        ParquetTable table = ParquetTable.read(file.toString(), Files.readAllBytes(file));
        int width = table.floats(name).length / table.rows();
        for (int i = 0; i < table.rows(); i++) {
          float[] row = new float[width];
          System.arraycopy(table.floats(name), i * width, row, 0, width);
          rows.put(table.longs("id")[i], row);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private Path stored(JsonNode report, String what) {
    return tiny.runs().resolve("store").resolve(report.at("/store/" + what).asText());
  }

  @Test
  void lambdasAndTargetsFollowFromTheDoubt() {
    JsonNode report = report("doubt", FOLDS, NEVER, "mixing.doubt.initial-lambda=0.25");
    Path run = tiny.runs().resolve("doubt");
    Map<Long, float[]> doubts = column(run.resolve("lambdas"), "doubt");
    Map<Long, float[]> lambdas = column(run.resolve("lambdas"), "lambda");
    assertThat(doubts).hasSize(40);
    Map<Long, float[]> seen = column(stored(report, "soft labels of big"), "logits");
    Map<Long, float[]> unseen = column(stored(report, "out-of-fold soft labels of big"), "logits");
    Map<Long, float[]> target = column(stored(report, "doubted soft labels of big"), "logits");
    double sum = 0;
    for (long id = 0; id < 40; id++) {
      double q = doubts.get(id)[0];
      sum += q;
      assertThat(lambdas.get(id)[0]).isEqualTo((float) (q + (1 - q) * 0.25), within(1e-7f));
      for (int c = 0; c < 3; c++) {
        double mixed = (1 - q) * seen.get(id)[c] + q * unseen.get(id)[c];
        assertThat(target.get(id)[c]).isEqualTo((float) mixed);
      }
    }
    assertThat(target.get(45L)).as("a validation row").isEqualTo(seen.get(45L));
    assertThat(report.at("/doubt/meanDoubt").asDouble()).isEqualTo(sum / 40, within(1e-6));
    assertThat(report.at("/lambda/mean").asDouble())
        .isEqualTo(0.25 + 0.75 * sum / 40, within(1e-6));
    assertThat(report.at("/doubt/known").asBoolean()).isTrue();
    assertThat(report.at("/doubt/verdict").asText()).startsWith("labels look ");
    assertThat(report.at("/doubt/flipRate").asDouble()).isBetween(0.0, 1.0);
    assertThat(report.at("/doubt/areaUnderCurve").asDouble()).isBetween(0.0, 1.0);
    assertThat(report.at("/doubt/noiseMatrix")).hasSize(3);
    assertThat(report.at("/doubt/confusions")).hasSize(6);
    assertThat(report.at("/doubt/refitted")).isEmpty();
  }

  @Test
  void resultDoesNotDependOnCoresOrOnWhatTheStoreHas() {
    JsonNode first = report("two-cores", FOLDS, ALWAYS);
    JsonNode again = report("again", FOLDS, ALWAYS);
    LocalSpark.session(1);
    JsonNode oneCore = report("one-core", FOLDS, ALWAYS, "store.dir=" + folder.resolve("other"));
    for (JsonNode other : List.of(again, oneCore)) {
      assertThat(sha(other.at("/student"))).isEqualTo(sha(first.at("/student")));
      assertThat(other.at("/doubt")).isEqualTo(first.at("/doubt"));
    }
    assertThat(Runs.lambdas(tiny.runs().resolve("one-core")))
        .hasSize(40)
        .isEqualTo(Runs.lambdas(tiny.runs().resolve("two-cores")));
  }

  @Test
  void workersShareTheRows() {
    String[] workers = {FOLDS, NEVER, "train.workers=3", "train.batch-size=9"};
    JsonNode two = report("two", workers);
    LocalSpark.session(1);
    JsonNode one =
        report(
            "one",
            FOLDS,
            NEVER,
            "train.workers=3",
            "train.batch-size=9",
            "store.dir=" + folder.resolve("other"));
    assertThat(sha(one.at("/student"))).isEqualTo(sha(two.at("/student")));
    assertThat(one.at("/doubt")).isEqualTo(two.at("/doubt"));
  }

  @Test
  void secondRunFindsAllInTheStore() {
    report("first", FOLDS, ALWAYS, "baselines=[{ method = doubt, mixing.doubt.refit = never }]");
    List<Path> stored = tiny.files("/store/.*");
    List<String> said =
        tiny.run(DOUBT, NOISE, FOLDS, ALWAYS, "run.id=second", "baselines=[{ method = fixed }]")
            .messages();
    assertThat(said)
        .anyMatch(line -> line.startsWith("teacher big refitted: read from the store"))
        .noneMatch(line -> line.contains("once more: epoch"));
    report("third", FOLDS, NEVER);
    assertThat(tiny.files("/store/.*")).isEqualTo(stored);
  }

  @Test
  void baselineLearnsWhatTheMethodLearns() {
    JsonNode method = report("method", FOLDS, NEVER);
    JsonNode baseline =
        report(
            "baseline",
            "method=labels",
            FOLDS,
            NEVER,
            "baselines=[{ method = doubt }, { name = again, method = doubt, mixing.doubt.refit = always }]");
    assertThat(sha(baseline.at("/baselines/doubt"))).isEqualTo(sha(method.at("/student")));
    assertThat(sha(baseline.at("/baselines/again"))).isNotEqualTo(sha(method.at("/student")));
    assertThat(baseline.at("/baselines/again/refitted/big refitted/store").asText())
        .startsWith("networks/");
    assertThat(baseline.at("/doubt")).isEqualTo(method.at("/doubt"));
    assertThat(baseline.at("/lambda").isMissingNode()).as("lambdas are the student's").isTrue();
  }

  @Test
  void withoutFoldsItIsAlmKdAndSaysSo() throws IOException {
    JsonNode almKd = report("alm-kd", "method=alm-kd");
    Said said = tiny.run(DOUBT, NOISE, "run.id=doubt");
    assertThat(said.code()).isZero();
    assertThat(said.logged())
        .filteredOn(event -> event.getLevel().equals(Level.WARN))
        .extracting(event -> event.getMessage().getFormattedMessage())
        .anyMatch(
            line ->
                line.contains(
                    "doubt is unknown: every teacher has seen these labels; falling back to alm-kd"));
    JsonNode doubt = Runs.json(tiny.runs().resolve("doubt/report.json"));
    assertThat(sha(doubt.at("/student"))).isEqualTo(sha(almKd.at("/student")));
    assertThat(doubt.at("/lambda")).isEqualTo(almKd.at("/lambda"));
    assertThat(doubt.at("/doubt/known").asBoolean()).isFalse();
    assertThat(doubt.at("/doubt/verdict").asText())
        .isEqualTo("unknown (memorised teacher without folds)");
    assertThat(Files.readString(tiny.runs().resolve("doubt/report.html")))
        .contains("Doubted labels", "Verdict: unknown", "falling back to alm-kd");
  }

  @Test
  void severalTeachersShareTheWeight() {
    JsonNode report =
        report(
            "two",
            NEVER,
            "teachers=[{ name = big, architecture.hidden = [5], folds = 3 }, { name = other, folds = 2 }]");
    Path run = tiny.runs().resolve("two");
    Map<String, Integer> lambdas = Runs.lambdas(run);
    assertThat(lambdas).hasSize(80);
    for (int id = 0; id < 40; id++) {
      assertThat(lambdas.get(id + "/0")).isEqualTo(lambdas.get(id + "/1"));
    }
    assertThat(report.at("/store/doubted soft labels of other").asText())
        .startsWith("soft-labels/");
    JsonNode one =
        report(
            "one",
            NEVER,
            "teachers=[{ name = big, architecture.hidden = [5], folds = 3 }, { name = other }]");
    assertThat(one.at("/doubt/known").asBoolean()).as("one of two has folds").isTrue();
    assertThat(one.at("/store/doubted soft labels of other").isMissingNode()).isTrue();
    assertThat(sha(one.at("/student"))).isNotEqualTo(sha(report.at("/student")));
  }

  @Test
  void teacherFromElsewhereNeedsNoFolds() {
    TinyRun elsewhere = new TinyRun(makeFolder("elsewhere"));
    JsonNode other =
        Runs.distil(
            elsewhere.runs(),
            "other",
            elsewhere.folder() + "/run.conf",
            "run.seed=5",
            "method=labels");
    Path zip =
        elsewhere.files("store/" + other.at("/store/network of big").asText() + "/.*zip").get(0);
    JsonNode report =
        report(
            "imported",
            ALWAYS,
            "teachers=[{ name = big, source = dl4j, dl4j.path = \"" + zip + "\" }]");
    assertThat(report.at("/doubt/known").asBoolean()).isTrue();
    assertThat(report.at("/doubt/refitted")).as("it is not trained here").isEmpty();
    assertThat(report.at("/store/doubted soft labels of big").isMissingNode()).isTrue();
  }

  @Test
  void teacherFromElsewhereThatKnowsTheLabelsByHeartIsNotAsked() {
    StringBuilder logits = new StringBuilder("id,logits0,logits1,logits2\n");
    for (int id = 0; id < TinyRun.ROWS; id++) {
      // Right for all training rows, wrong for all others.
      int named = id < 40 ? id % 3 : (id + 1) % 3;
      logits.append(id);
      for (int c = 0; c < 3; c++) {
        logits.append(c == named ? ",4" : ",0");
      }
      logits.append('\n');
    }
    Path file = tiny.write("logits.csv", logits.toString());
    Said said =
        tiny.run(
            DOUBT,
            "run.id=memorised",
            "teachers=[{ name = big, source = logits, logits.path = \"" + file + "\" }]");
    assertThat(said.code()).as(String.join("\n", said.errors())).isZero();
    assertThat(said.messages())
        .contains(
            "teacher big finds the given label of 100.0 % of the training rows and of 0.0 % of the validation rows: it has seen these labels, and is not asked whether they are wrong");
    JsonNode report = Runs.json(tiny.runs().resolve("memorised/report.json"));
    assertThat(report.at("/doubt/known").asBoolean()).isFalse();
  }

  @Test
  void auditRanksByTheDoubtAndShowsIt() throws IOException {
    JsonNode report = report("audited", FOLDS, NEVER);
    Path run = tiny.runs().resolve("audited");
    Path out = folder.resolve("audit");
    Said said =
        Said.by(
            () ->
                Main.run(
                    "audit",
                    "--run",
                    run.toString(),
                    "--out",
                    out.toString(),
                    "--order",
                    "lambda"));
    assertThat(said.code()).as(String.join("\n", said.errors())).isZero();
    List<String> lines = Files.readAllLines(out.resolve("audit.csv"));
    int column = List.of(lines.get(0).split(",", -1)).indexOf("audit_doubt");
    double before = 1;
    for (String line : lines.subList(1, lines.size())) {
      double doubt = Double.parseDouble(line.split(",", -1)[column]);
      assertThat(doubt).isLessThanOrEqualTo(before);
      before = doubt;
    }
    assertThat(
            Runs.json(out.resolve("audit.json")).at("/rankings/lambda/areaUnderCurve").asDouble())
        .isEqualTo(report.at("/doubt/areaUnderCurve").asDouble(), within(1e-12));
  }

  @Test
  void badInputIsRefused() {
    tiny.fails(2, List.of(DOUBT, "mixing.doubt.refit=sometimes"), "mixing.doubt.refit", "always");
    tiny.fails(2, List.of(DOUBT, "mixing.doubt.initial-lambda=1.5"), "mixing.doubt.initial-lambda");
    tiny.fails(2, List.of(DOUBT, "teachers=[]"), "at least one teacher for the method doubt");
    tiny.fails(
        2,
        List.of(DOUBT, FOLDS, "distill.generations=2"),
        "distill.generations = 2 with the method doubt");
    tiny.fails(
        2,
        List.of(DOUBT, "data.csv.split=\"\"", "data.split.validation=0"),
        "data.split.validation = 0",
        "doubt");
  }

  private Path makeFolder(String name) {
    try {
      return Files.createDirectory(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

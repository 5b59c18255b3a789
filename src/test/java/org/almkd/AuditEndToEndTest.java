package org.almkd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.almkd.data.LocalSpark;
import org.almkd.storage.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits of tiny runs, in which every fifth training label is flipped. */
@Tag("spark")
class AuditEndToEndTest {
  private static final int CONFIG = 2;
  private static final int DATA = 3;
  private static final String NOTE = "said \"no\", <script>alert(1)</script> & ";
  private static final String[] COLUMNS = {
    "data.csv.features=[a, b, c, d]", "data.csv.clean-label=clean"
  };

  @TempDir private static Path shared;
  private static TinyRun trained;
  private static Path run;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    LocalSpark.session();
    trained = new TinyRun(shared);
    run = trained(trained, COLUMNS);
    assertThat(auditByRunFile().code()).isZero();
  }

  /** Runs on rows with a note that no network sees, and returns the run folder. */
  private static Path trained(TinyRun tiny, String... overrides) {
    StringBuilder text = new StringBuilder("note,clean,").append(TinyRun.HEADER);
    for (int id = 0; id < TinyRun.ROWS; id++) {
      String line = TinyRun.row(id, id % 3);
      String flipped = id % 5 == 0 ? line.replaceFirst(",[0-2],", "," + (id + 1) % 3 + ",") : line;
      text.append('"').append(NOTE.replace("\"", "\"\"")).append(id).append("\",");
      text.append(id % 3).append(',').append(flipped).append('\n');
    }
    tiny.write("rows.csv", text.toString());
    Said said = tiny.run(overrides);
    assertThat(said.code()).as(String.join("\n", said.errors())).isZero();
    return tiny.runFolders().get(0);
  }

  /** Audits the run that the run file names, into its own folder. */
  private static Said auditByRunFile() {
    List<String> arguments = new ArrayList<>(List.of("--config", shared + "/run.conf"));
    arguments.addAll(List.of(COLUMNS));
    return audit(arguments.toArray(String[]::new));
  }

  private static Said audit(String... arguments) {
    List<String> all = new ArrayList<>(List.of("audit"));
    all.addAll(List.of(arguments));
    return Said.by(() -> Main.run(all.toArray(String[]::new)));
  }

  private static void fails(int code, List<String> arguments, String... says) {
    Said said = audit(arguments.toArray(String[]::new));
    assertThat(said.code()).as(String.join("\n", said.errors())).isEqualTo(code);
    assertThat(TinyRun.onlyError(said)).contains(says);
  }

  private static List<Map<String, String>> rows(Path audit) throws IOException {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setHeaderExtractionEnabled(true);
    settings.setEmptyValue("");
    CsvParser parser = new CsvParser(settings);
    List<Map<String, String>> rows = new ArrayList<>();
    String text = Files.readString(audit.resolve("audit.csv"));
    for (var row : parser.iterateRecords(new StringReader(text))) {
      Map<String, String> cells = new HashMap<>();
      row.fillFieldMap(cells);
      rows.add(cells);
    }
    return rows;
  }

  @Test
  void everyRowKeepsItsColumnsAndHasItsRank() throws IOException {
    Path out = folder.resolve("out");
    Said said =
        audit("--run", run.toString(), "--out", out.toString(), "--top", "7", "--order", "teacher");
    assertThat(said.errors()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out())
        .startsWith("audit: file:" + out + "\n40 training rows, 8 flipped, lambdas epoch-0001\n");
    List<Map<String, String>> rows = rows(out);
    assertThat(rows).hasSize(40);
    assertThat(Files.readString(out.resolve("audit.csv")))
        .startsWith(
            "audit_rank,audit_id,audit_label,audit_teacher_label,audit_clean_label,audit_flipped,"
                + "audit_label_share,audit_doubt,audit_teacher_probability,audit_lambda_rank,"
                + "audit_teacher_rank,audit_combined_rank,note,clean,id,split,label,a,b,c,d\n");
    for (int i = 0; i < rows.size(); i++) {
      Map<String, String> row = rows.get(i);
      int id = Integer.parseInt(row.get("audit_id"));
      assertThat(row)
          .containsEntry("audit_rank", Integer.toString(i + 1))
          .containsEntry("note", NOTE + id)
          .containsEntry("id", Integer.toString(id))
          .containsEntry("split", "train")
          .containsEntry("audit_label", row.get("label"))
          .containsEntry("audit_clean_label", row.get("clean"))
          .containsEntry("audit_flipped", Boolean.toString(id % 5 == 0));
      assertThat(TinyRun.row(id, id % 3)).endsWith(row.get("c") + "," + row.get("d"));
    }
    assertThat(rows)
        .isSortedAccordingTo(
            Comparator.<Map<String, String>>comparingDouble(
                    row -> number(row, "audit_teacher_rank"))
                .thenComparingLong(row -> Long.parseLong(row.get("audit_id"))));
    String page = Files.readString(out.resolve("audit.html"));
    assertThat(page).contains("&lt;script&gt;alert(1)").doesNotContain("<script");
    assertThat(page.split("&lt;script&gt;")).hasSize(8);
    assertThat(Files.readString(out.resolve("figures/precision-at-k.svg")))
        .contains("Precision at k", "lambda", "teacher", "combined", "any order");
    assertThat(Manifest.parse(Files.readAllBytes(out.resolve("audit.manifest.json")))).isPresent();
  }

  @Test
  void ranksAndNumbersFollowFromTheTwoMeasures() throws IOException {
    Path out = run.resolve("audit");
    List<Map<String, String>> rows = rows(out);
    Map<String, Integer> lambdas = Runs.lambdas(run);
    for (Map<String, String> row : rows) {
      float lambda = Float.intBitsToFloat(lambdas.get(row.get("audit_id") + "/0"));
      assertThat(number(row, "audit_label_share")).isEqualTo(1 - lambda, within(1e-6));
      assertThat(number(row, "audit_lambda_rank"))
          .isEqualTo(averageRank(rows, "audit_label_share", row));
      assertThat(number(row, "audit_teacher_rank"))
          .isEqualTo(averageRank(rows, "audit_teacher_probability", row));
    }
    Comparator<Map<String, String>> byMean =
        Comparator.comparingDouble(
            row -> number(row, "audit_lambda_rank") + number(row, "audit_teacher_rank"));
    assertThat(rows)
        .isSortedAccordingTo(byMean.thenComparingLong(row -> Long.parseLong(row.get("audit_id"))));
    JsonNode json = Runs.json(out.resolve("audit.json"));
    assertThat(json.at("/rows").asInt()).isEqualTo(40);
    assertThat(json.at("/flipped").asInt()).isEqualTo(8);
    assertThat(json.at("/rankings/lambda/areaUnderCurve").asDouble())
        .isEqualTo(area(rows, row -> number(row, "audit_label_share")), within(1e-12));
    assertThat(json.at("/rankings/teacher/areaUnderCurve").asDouble())
        .isEqualTo(area(rows, row -> number(row, "audit_teacher_probability")), within(1e-12));
    assertThat(json.at("/rankings/combined/areaUnderCurve").asDouble())
        .isEqualTo(
            area(rows, row -> number(row, "audit_lambda_rank") + number(row, "audit_teacher_rank")),
            within(1e-12));
    long hits = rows.subList(0, 8).stream().filter(AuditEndToEndTest::isFlipped).count();
    assertThat(json.at("/rankings/combined/precisionAt/8").asDouble()).isEqualTo(hits / 8.0);
    assertThat(json.at("/rankings/lambda/precisionAt/40").asDouble()).isEqualTo(0.2);
  }

  private static double number(Map<String, String> row, String column) {
    return Double.parseDouble(row.get(column));
  }

  private static boolean isFlipped(Map<String, String> row) {
    return row.get("audit_flipped").equals("true");
  }

  private static double averageRank(
      List<Map<String, String>> rows, String column, Map<String, String> of) {
    double value = number(of, column);
    long below = rows.stream().filter(row -> number(row, column) < value).count();
    long equal = rows.stream().filter(row -> number(row, column) == value).count();
    return below + (equal + 1) / 2.0;
  }

  private static double area(
      List<Map<String, String>> rows, ToDoubleFunction<Map<String, String>> measure) {
    double wins = 0;
    long pairs = 0;
    for (Map<String, String> flipped : rows) {
      for (Map<String, String> clean : rows) {
        if (isFlipped(flipped) && !isFlipped(clean)) {
          int order = Double.compare(measure.applyAsDouble(flipped), measure.applyAsDouble(clean));
          wins += order < 0 ? 1 : order == 0 ? 0.5 : 0;
          pairs++;
        }
      }
    }
    return wins / pairs;
  }

  @Test
  void nothingIsOverwrittenAndTheSameIsWrittenAgain() throws IOException {
    assertThat(auditByRunFile().code()).isZero();
    for (String file : List.of("audit.csv", "audit.html", "audit.json")) {
      assertThat(run.resolve("audit-2/" + file))
          .hasSameBinaryContentAs(run.resolve("audit/" + file));
    }
    fails(
        CONFIG,
        List.of("--run", run.toString(), "--out", run + "/audit"),
        "found something there already",
        "name another with --out");
  }

  @Test
  void severalTeachersAndUnknownCleanLabels() throws IOException {
    TinyRun tiny = new TinyRun(folder);
    Path two =
        trained(
            tiny,
            "method=amal",
            "data.csv.features=[a, b, c, d]",
            "teachers=[{ name = one, architecture.hidden = [5] }, { name = two, architecture.hidden = [4] }]");
    Said said = audit("--run", two.toString());
    assertThat(said.errors()).isEmpty();
    assertThat(said.out())
        .contains("40 training rows, unknown flipped", "no area under the curve: it is not known");
    JsonNode json = Runs.json(two.resolve("audit/audit.json"));
    assertThat(json.at("/flipped").isNull()).isTrue();
    assertThat(json.at("/rankings/lambda/areaUnderCurve").isNull()).isTrue();
    assertThat(json.at("/rankings/lambda/precisionAt").isNull()).isTrue();
    assertThat(two.resolve("audit/figures")).doesNotExist();
    assertThat(json.at("/reason").asText()).startsWith("it is not known which labels are flipped");
    Map<String, Integer> lambdas = Runs.lambdas(two);
    for (Map<String, String> row : rows(two.resolve("audit"))) {
      double[] weights = new double[3];
      for (int teacher = -1; teacher < 2; teacher++) {
        weights[teacher + 1] =
            Float.intBitsToFloat(lambdas.get(row.get("audit_id") + "/" + teacher));
      }
      assertThat(number(row, "audit_label_share"))
          .isEqualTo(weights[0] / (weights[0] + weights[1] + weights[2]), within(1e-6));
      assertThat(row.get("audit_flipped")).isNull();
    }
  }

  @Test
  void runWithoutLambdasIsRefused() {
    // Rows and teacher are in the store already.
    assertThat(trained.run("method=fixed", "run.id=fixed", COLUMNS[0], COLUMNS[1]).code()).isZero();
    Path fixed = trained.runs().resolve("fixed");
    fails(
        CONFIG,
        List.of("--run", fixed.toString()),
        "Cannot audit the run file:" + fixed + ": found the method fixed, which learns no lambdas",
        "run distill with method = doubt, or with alm-kd and more epochs");
    assertThat(fixed.resolve("audit")).doesNotExist();
  }

  @Test
  void runThatDidNotFinishIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("half/lambdas"));
    fails(
        CONFIG,
        List.of("--run", folder + "/half"),
        "Cannot open the run folder file:" + folder + "/half",
        "did not finish");
  }

  @Test
  void changedOrMissingRowsAreRefused() throws IOException {
    Path rows = shared.resolve("rows.csv");
    String text = Files.readString(rows);
    Path out = folder.resolve("out");
    List<String> arguments = List.of("--run", run.toString(), "--out", out.toString());
    try {
      Files.writeString(rows, text.replaceFirst(",train,1,", ",train,2,"));
      fails(
          DATA,
          arguments,
          "Cannot audit the run file:" + run + ": found rows with the digest ",
          "the source was changed since");
      Files.delete(rows);
      fails(
          DATA,
          arguments,
          "Cannot audit the run file:" + run,
          "found no file",
          "from where effective.conf of the run says");
    } finally {
      Files.writeString(rows, text, UTF_8);
    }
    assertThat(out).doesNotExist();
  }

  @Test
  void badOptionsAreRefused() {
    fails(
        CONFIG,
        List.of("--run", run.toString(), "--order", "both"),
        "--order: found both; expected lambda, teacher or combined");
    fails(CONFIG, List.of("--run", run.toString(), "--top", "0"), "--top: found 0");
  }
}

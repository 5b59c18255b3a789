package org.almkd.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.almkd.config.InvalidConfigException;
import org.almkd.report.Json;
import org.almkd.report.RunFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepSummaryTest {
  private static final double[] DIGITS_STUDENT = {0.81, 0.84, 0.87};
  private static final double[] DIGITS_LABELS = {0.80, 0.82, 0.84};
  private static final double[] DIGITS_FIXED = {0.79, 0.80, 0.84};

  @TempDir private Path root;
  private SweepFolders folders;

  @BeforeEach
  void begin() {
    folders = new SweepFolders(root);
  }

  /** Three seeds of two data sets, each with two baselines. */
  private List<CellOutcome> cells() {
    List<CellOutcome> cells = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      cells.add(
          folders.run(
              seed,
              Map.of("dataset", "digits"),
              seed,
              "alm-kd",
              scores(DIGITS_STUDENT[seed], DIGITS_LABELS[seed], DIGITS_FIXED[seed])));
      cells.add(
          folders.run(3 + seed, Map.of("dataset", "wine"), seed, "alm-kd", scores(0.9, 0.9, 0.95)));
    }
    return cells;
  }

  private static Map<String, Double> scores(double student, double labels, double fixed) {
    return new TreeMap<>(Map.of("student", student, "labels", labels, "fixed-0.9", fixed));
  }

  /** Labels on digits: .80, .82, .84 have mean .82, s .02, SEM .02 / sqrt 3. */
  @Test
  void scoresHaveMeanErrorAndDeviation() {
    JsonNode json = json(cells());
    JsonNode row = row(json.path("scores"), "digits", "labels");
    assertThat(row.path("seeds").asInt()).isEqualTo(3);
    assertThat(row.path("role").asText()).isEqualTo("baseline");
    assertThat(row.path("lastMean").asDouble()).isCloseTo(0.82, within(1e-12));
    assertThat(row.path("lastSd").asDouble()).isCloseTo(0.02, within(1e-12));
    assertThat(row.path("lastSem").asDouble()).isCloseTo(0.02 / Math.sqrt(3), within(1e-12));
    assertThat(row.path("bestValidationMean").asDouble()).isCloseTo(0.18, within(1e-12));
    assertThat(row.path("oracleMean").asDouble()).isCloseTo(0.83, within(1e-12));
    assertThat(row.path("negativeLogLikelihoodMean").asDouble()).isCloseTo(1.64, within(1e-12));
    assertThat(row.path("calibrationErrorMean").asDouble()).isCloseTo(0.082, within(1e-12));
    assertThat(row(json.path("scores"), "wine", "teacher big").path("role").asText())
        .isEqualTo("teacher");
  }

  /**
   * Differences to labels on digits: .01, .02, .03 (mean .02, s .01, t = 2 sqrt 3, p = 1 - 2 sqrt 3
   * / sqrt 14 = .074180) and -.01, -.02, 0 (t = -sqrt 3, p = 1 - sqrt(3 / 5) = .225403); on wine 0
   * thrice (p = 1) and .05 thrice (no test). Holm over three: .222540, .450807, 1.
   */
  @Test
  void differencesArePairedTestedAndCorrected() {
    JsonNode json = json(cells());
    JsonNode student = difference(json, "digits", "alm-kd");
    assertThat(student.path("mean").asDouble()).isCloseTo(0.02, within(1e-12));
    assertThat(student.path("sem").asDouble()).isCloseTo(0.01 / Math.sqrt(3), within(1e-12));
    assertThat(student.path("low95").asDouble())
        .isCloseTo(0.02 - 4.302652729911275 * 0.01 / Math.sqrt(3), within(1e-8));
    assertThat(student.path("pTTest").asDouble()).isCloseTo(0.074180, within(1e-6));
    assertThat(student.path("pHolm").asDouble()).isCloseTo(0.222540, within(1e-6));
    assertThat(student.path("pWilcoxon").asDouble()).isCloseTo(0.25, within(1e-12));
    assertThat(student.path("outcome").asText()).isEqualTo("tie");
    JsonNode fixed = difference(json, "digits", "fixed-0.9");
    assertThat(fixed.path("pHolm").asDouble()).isCloseTo(0.450807, within(1e-6));
    assertThat(fixed.path("pWilcoxon").asDouble()).isCloseTo(0.5, within(1e-12));
    assertThat(difference(json, "wine", "alm-kd").path("pHolm").asDouble()).isEqualTo(1);
    assertThat(difference(json, "wine", "fixed-0.9").path("pHolm").isNull()).isTrue();
    assertThat(difference(json, "wine", "fixed-0.9").path("outcome").asText())
        .isEqualTo("undecided");
  }

  /** On digits 1, 2, 3; on wine the student and labels share 2 and 3 behind fixed. */
  @Test
  void ranksAreMeansOverBlocks() {
    JsonNode ranks = json(cells()).path("ranks");
    assertThat(ranks.path("means").path("alm-kd").asDouble()).isEqualTo(1.75);
    assertThat(ranks.path("means").path("fixed-0.9").asDouble()).isEqualTo(2);
    assertThat(ranks.path("means").path("labels").asDouble()).isEqualTo(2.25);
    assertThat(ranks.path("pFriedman").isNull()).isTrue();
  }

  @Test
  void answersInWords() {
    List<String> answer = write(cells(), SummarySettings.defaults()).answer();
    assertThat(answer).hasSize(3);
    assertThat(answer.get(0)).contains("alm-kd has the best mean rank, 1.75 of 3", "too few");
    assertThat(answer.get(1))
        .contains("digits: alm-kd has the highest mean test accuracy (last epoch), 84.00 %")
        .contains("Chance may explain its lead over labels (+2.00 points, 95 % CI -0.48 to +4.48)");
    assertThat(answer.get(2))
        .contains("wine: fixed-0.9 has", "Not tested", "labels (+5.00 points)");
  }

  /** Differences .50, .51, .52 are far from chance: t = .51 / (.01 / sqrt 3) = 88, p = 1.3e-4. */
  @Test
  void saysWhatIsMoreThanChance() {
    List<CellOutcome> cells = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      cells.add(
          folders.run(
              seed, Map.of(), seed, "doubt", Map.of("student", 0.7 + 0.01 * seed, "labels", 0.2)));
    }
    assertThat(write(cells, SummarySettings.defaults()).answer())
        .singleElement()
        .asString()
        .contains("It is ahead by more than chance of labels (+51.00 points, 95 % CI +48.52 to");
  }

  @Test
  void oneSeedIsNoProof() {
    List<CellOutcome> cells = List.of(cells().get(0));
    assertThat(write(cells, SummarySettings.defaults()).answer())
        .singleElement()
        .asString()
        .contains("81.00 % over 1 seed. Not tested, for fewer than three seeds in common")
        .contains("labels (+1.00 points)")
        .doesNotContain("CI");
    assertThat(text("differences.csv").lines().skip(1).findFirst().orElseThrow())
        .startsWith("digits,alm-kd,fixed-0.9,last,1,0.02,,,,,,,undecided");
  }

  @Test
  void ordersOfCellsGiveEqualBytes() throws Exception {
    List<CellOutcome> cells = cells();
    cells.subList(0, 3).forEach(folders::lambdas);
    write(cells, SummarySettings.defaults());
    Map<String, String> first = files();
    assertThat(first).containsKeys("summary.html", "summary.tex", "summary.manifest.json");
    Collections.reverse(cells);
    write(cells, SummarySettings.defaults());
    assertThat(files()).isEqualTo(first);
  }

  @Test
  void failedMissingAndBrokenCellsAreNamedAndTheOthersStand() {
    List<CellOutcome> cells = cells();
    CellOutcome broken = folders.outcome(6, Map.of("dataset", "digits"), 3);
    RunFolder run = new RunFolder(folders.storage(), broken.folder());
    run.write("report.json", "{\"method\": ");
    run.finish("run-6");
    cells.add(broken);
    CellOutcome empty = folders.outcome(7, Map.of("dataset", "digits"), 4);
    RunFolder without = new RunFolder(folders.storage(), empty.folder());
    without.write("report.json", "{\"method\": \"labels\", \"student\": {}}");
    without.finish("run-7");
    cells.add(empty);
    cells.add(folders.outcome(8, Map.of("dataset", "digits"), 5));
    cells.add(ended(9, CellOutcome.State.FAILED, 4, "Loss became NaN at <epoch> 7"));
    cells.add(ended(10, CellOutcome.State.MISSING, 0, ""));
    SweepSummary.Written written = write(cells, SummarySettings.defaults());
    assertThat(written.problems()).isEqualTo(5);
    // Cells that failed or are missing are told by the sweep itself.
    assertThat(written.unusable())
        .hasSize(3)
        .allSatisfy(words -> assertThat(words).contains("and start the sweep again"));
    assertThat(written.unusable().get(0)).contains("cell 6", "; delete " + broken.folder());
    String page = text("summary.html");
    assertThat(page.indexOf("Loss became NaN at &lt;epoch&gt; 7"))
        .isPositive()
        .isLessThan(page.indexOf("Answer"));
    assertThat(page)
        .contains("cell 6, dataset=digits", "as JSON")
        .contains("found no test.accuracy.last of student")
        .contains("found nothing there")
        .contains("failed with exit code 4", "<td>missing</td>");
    assertThat(text("cells.csv")).contains("9,wine,9,0,run-9,FAILED,4,Loss became NaN");
    assertThat(row(json(cells()).path("scores"), "digits", "labels").path("seeds").asInt())
        .isEqualTo(3);
  }

  private CellOutcome ended(int number, CellOutcome.State state, int exitCode, String message) {
    return new CellOutcome(
        number,
        Map.of("dataset", "wine"),
        number,
        0,
        "run-" + number,
        folders.folder("nowhere"),
        state,
        exitCode,
        message);
  }

  @Test
  void nothingFinishedIsSaid() {
    SweepSummary.Written written =
        write(
            List.of(ended(0, CellOutcome.State.FAILED, 3, "no such file")),
            SummarySettings.defaults());
    assertThat(written.answer()).singleElement().asString().contains("No cell finished");
    assertThat(text("summary.html")).contains("no such file");
  }

  @Test
  void methodsThatAreAnAxisShareTheirBaselines() {
    List<CellOutcome> cells = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      Map<String, Double> plain = Map.of("student", 0.5, "labels", 0.5);
      Map<String, Double> other = Map.of("student", 0.6, "labels", 0.5);
      cells.add(folders.run(2 * seed, Map.of("method", "labels"), seed, "labels", plain));
      cells.add(folders.run(2 * seed + 1, Map.of("method", "mine"), seed, "alm-kd", other));
    }
    SweepSummary.Written written = write(cells, SummarySettings.defaults());
    assertThat(written.problems()).isZero();
    JsonNode scores = read().path("scores");
    assertThat(row(scores, "all", "labels").path("seeds").asInt()).isEqualTo(3);
    assertThat(row(scores, "all", "labels").path("role").asText()).isEqualTo("student");
    assertThat(row(scores, "all", "mine").path("seeds").asInt()).isEqualTo(3);
  }

  @Test
  void contradictionsAreNamedAndLeftOut() {
    List<CellOutcome> cells = new ArrayList<>();
    Map<String, Double> one = Map.of("student", 0.5, "labels", 0.4);
    Map<String, Double> two = Map.of("student", 0.6, "labels", 0.41);
    cells.add(folders.run(0, Map.of("method", "a"), 0, "alm-kd", one));
    cells.add(folders.run(1, Map.of("method", "b"), 0, "alm-kd", two));
    assertThat(write(cells, SummarySettings.defaults()).problems()).isEqualTo(1);
    assertThat(text("summary.html")).contains("found test accuracy 0.41 here and 0.4 in cell 0");
    assertThat(text("summary.csv")).doesNotContain(",labels,");
  }

  @Test
  void variantsThatSomeBlockLacksHaveNoRank() {
    List<CellOutcome> cells = cells();
    cells.add(
        folders.run(
            6, Map.of("dataset", "iris"), 0, "alm-kd", Map.of("student", 0.7, "labels", 0.6)));
    JsonNode ranks = json(cells).path("ranks");
    assertThat(ranks.path("leftOut").get(0).asText()).isEqualTo("fixed-0.9");
    assertThat(ranks.path("blocks").asInt()).isEqualTo(3);
    assertThat(ranks.path("means").path("alm-kd").asDouble()).isCloseTo(3.5 / 3, within(1e-12));
  }

  /** Best validation is 1 - last here, so that its order is the other one. */
  @Test
  void selectionSharesRankByBestValidationUnlessTheyAreMixed() {
    folders.withSelection();
    List<CellOutcome> cells = cells();
    JsonNode json = json(cells);
    assertThat(json.path("rankedBy").asText()).isEqualTo("bestValidation");
    assertThat(json.path("answer").get(1).asText()).contains("digits: fixed-0.9 has the highest");
    folders = new SweepFolders(root);
    cells.set(0, folders.run(0, Map.of("dataset", "digits"), 0, "alm-kd", scores(0.81, 0.8, 0.79)));
    assertThat(text("summary.html")).doesNotContain("seen by the lambdas");
    assertThat(json(cells).path("rankedBy").asText()).isEqualTo("last");
    assertThat(text("summary.html")).contains("seen by the lambdas");
  }

  private CellOutcome method(int number, String method, long seed, double score) {
    return folders.run(number, Map.of("method", method), seed, "labels", Map.of("student", score));
  }

  /** Best validation is 1 - last here: exported are .4 + i / 100 and 1 - (.4 + i / 100). */
  @Test
  void earlyStopIsRankedByWhatWasExported() {
    folders.withSelection();
    List<CellOutcome> cells = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      cells.add(method(2 * seed, "labels", seed, 0.4 + 0.01 * seed));
      cells.add(method(2 * seed + 1, "stopped", seed, 0.4 + 0.01 * seed));
      folders.stoppedEarly(cells.get(2 * seed + 1), "aa" + seed);
    }
    JsonNode json = json(cells);
    assertThat(json.path("rankedBy").asText()).isEqualTo("result");
    JsonNode stopped = row(json.path("scores"), "all", "stopped");
    assertThat(stopped.path("resultMean").asDouble()).isCloseTo(0.59, within(1e-12));
    assertThat(stopped.path("resultNegativeLogLikelihoodMean").asDouble()).isEqualTo(3);
    assertThat(stopped.path("resultCalibrationErrorMean").asDouble()).isEqualTo(0.5);
    JsonNode labels = row(json.path("scores"), "all", "labels");
    assertThat(labels.path("resultMean").asDouble()).isCloseTo(0.41, within(1e-12));
    assertThat(labels.path("resultNegativeLogLikelihoodMean").asDouble())
        .isCloseTo(0.82, within(1e-12));
    assertThat(difference(json, "all", "stopped").path("mean").asDouble())
        .isCloseTo(0.18, within(1e-12));
    assertThat(json.path("answer").get(0).asText())
        .startsWith("stopped has the highest mean test accuracy (exported parameters), 59.00 %");
    assertThat(text("summary.html"))
        .contains("since train.early-stop differs between variants", "calibration error, exported")
        .doesNotContain("seen by the lambdas");
  }

  /** "again" is labels under another name: of two variants none is left to test. */
  @Test
  void variantsThatAreTheSameToTheBitAreNotTested() {
    List<CellOutcome> cells = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      cells.add(method(2 * seed, "labels", seed, 0.4 + 0.01 * seed));
      cells.add(method(2 * seed + 1, "again", seed, 0.4 + 0.01 * seed));
      folders.digest(cells.get(2 * seed), "aa" + seed);
      folders.digest(cells.get(2 * seed + 1), "aa" + seed);
    }
    JsonNode json = json(cells);
    assertThat(difference(json, "all", "again").path("outcome").asText()).isEqualTo("same");
    assertThat(difference(json, "all", "again").path("pTTest").isNull()).isTrue();
    assertThat(difference(json, "all", "again").path("pHolm").isNull()).isTrue();
    assertThat(json.path("answer").get(0).asText())
        .endsWith("over 3 seeds. It is the same to the bit as again.");
    assertThat(text("summary.html")).contains("same as labels", "1 block,");
  }

  /**
   * b lacks the two seeds in which all are bad. Of the others a has .9, .7, .8, mean .8; b .6, .7,
   * .8, mean .7; c .7, .8, .9, mean .8: equal to a, though its own mean of five is not.
   */
  @Test
  void verdictsCompareOverCommonSeedsAndNameTies() {
    double[] a = {0.9, 0.7, 0.8, 0.1, 0.2};
    double[] b = {0.6, 0.7, 0.8};
    double[] c = {0.7, 0.8, 0.9, 0.1, 0.1};
    List<CellOutcome> cells = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      cells.add(method(3 * seed, "a", seed, a[seed]));
      cells.add(method(3 * seed + 1, "c", seed, c[seed]));
      if (seed < 3) {
        cells.add(method(3 * seed + 2, "b", seed, b[seed]));
      }
    }
    assertThat(write(cells, SummarySettings.defaults()).answer())
        .singleElement()
        .asString()
        .startsWith(
            "a has the highest mean test accuracy (last epoch), 80.00 % over 3 seeds of 5, those"
                + " that all variants have. It is equal to c. Chance may explain its lead over b"
                + " (+10.00 points")
        .doesNotContain("(-");
  }

  @Test
  void withoutCommonSeedsNothingIsRanked() {
    List<CellOutcome> cells = List.of(method(0, "a", 0, 0.5), method(1, "b", 1, 0.6));
    assertThat(write(cells, SummarySettings.defaults()).answer())
        .containsExactly("not ranked: there is no seed that all of a, b have.");
  }

  /**
   * Flipped less clean: .20, .21, .22, so .21 with SEM .01 / sqrt 3. Within a kind p does not vary:
   * no slope. The early teacher's p is .25 less, its lambda .05 more: -.05 in the bin from .2 to
   * .3.
   */
  @Test
  void lambdasAreAveragedOverCells() {
    List<CellOutcome> cells = cells();
    cells.stream().filter(c -> c.labels().containsValue("digits")).forEach(folders::lambdas);
    JsonNode json = json(cells);
    JsonNode difference = quantity(json, "flipped less clean rows");
    assertThat(quantity(json, "slope of clean rows").path("cells").asInt()).isZero();
    assertThat(quantity(json, "slope of clean rows").path("mean").isNull()).isTrue();
    assertThat(difference.path("mean").asDouble()).isCloseTo(0.21, within(1e-7));
    assertThat(difference.path("sem").asDouble()).isCloseTo(0.01 / Math.sqrt(3), within(1e-7));
    JsonNode figures = json.path("figures");
    JsonNode buckets = figures.path("lambda-by-confidence-digits-alm-kd");
    assertThat(buckets).hasSize(8);
    assertThat(buckets.get(0).path("lambda").asDouble()).isCloseTo(0.11, within(1e-7));
    assertThat(buckets.get(0).path("probability").asDouble()).isCloseTo(0.8, within(1e-7));
    JsonNode change = figures.path("lambda-change-digits-alm-kd");
    assertThat(change).hasSize(1);
    assertThat(change.get(0).path("probabilityChange").asDouble()).isCloseTo(0.25, within(1e-9));
    assertThat(change.get(0).path("lambdaChange").asDouble()).isCloseTo(-0.05, within(1e-7));
    JsonNode bins = figures.path("confidence-histogram-digits-alm-kd");
    assertThat(bins.get(8).path("share").asDouble()).isCloseTo(1, within(1e-9));
    assertThat(bins.get(13).path("labels").asText()).isEqualTo("flipped");
    assertThat(bins.get(13).path("share").asDouble()).isCloseTo(1, within(1e-9));
    assertThat(figures.has("lambda-change-wine-alm-kd")).isFalse();
  }

  /**
   * The run's teachers are "early" and "big"; its second generation has the first as its only one.
   */
  @Test
  void lambdasAreThoseOfTheTeachersThatTheyWereLearnedOf() {
    List<CellOutcome> cells = cells();
    cells.stream()
        .filter(c -> c.labels().containsValue("digits"))
        .forEach(cell -> folders.lambdas(cell, List.of("generation-1")));
    JsonNode json = json(cells);
    assertThat(json.path("problems")).isEmpty();
    assertThat(quantity(json, "flipped less clean rows").path("mean").asDouble())
        .isCloseTo(0.21, within(1e-7));
    assertThat(text("summary.html"))
        .contains("probability that generation-1 gives the label")
        .doesNotContain("probability that big gives");
  }

  @Test
  void missingTablesOfLambdasAreNamed() {
    List<CellOutcome> cells = cells();
    cells.subList(0, 2).forEach(folders::lambdas);
    folders.reportLambdas(cells.get(2), List.of("early", "big"));
    JsonNode problems = json(cells).path("problems");
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).path("where").asText()).startsWith("cell 1, dataset=digits");
    assertThat(problems.get(0).path("cause").asText())
        .contains("found no table", "lambda.teachers of report.json names [early, big]");
  }

  /** Epoch 1 is .1 below the last one in all networks: the differences are the same. */
  @Test
  void curvesAreMeansOverSeeds() {
    JsonNode figures = json(cells()).path("figures");
    JsonNode first = figures.path("accuracy-by-epoch-digits").get(0);
    assertThat(first.path("variant").asText()).isEqualTo("alm-kd");
    assertThat(first.path("mean").asDouble()).isCloseTo(0.74, within(1e-12));
    JsonNode against = figures.path("accuracy-by-epoch-digits-against-labels").get(0);
    assertThat(against.path("mean").asDouble()).isCloseTo(0.02, within(1e-12));
    assertThat(against.path("sem").asDouble()).isCloseTo(0.01 / Math.sqrt(3), within(1e-12));
  }

  @Test
  void damagedMetricsAreNamedAndSpoilNoFigure() throws Exception {
    List<CellOutcome> cells = cells();
    Files.writeString(root.resolve("cell-1/metrics.jsonl"), "{}");
    JsonNode json = json(cells);
    assertThat(json.path("problems")).hasSize(1);
    assertThat(json.path("problems").get(0).path("what").asText()).isEqualTo("not in all figures");
    JsonNode first = json.path("figures").path("accuracy-by-epoch-digits").get(0);
    assertThat(first.path("seeds").asInt()).isEqualTo(2);
    assertThat(row(json.path("scores"), "digits", "labels").path("seeds").asInt()).isEqualTo(3);
  }

  @Test
  void onlyWantedFiguresAndReferencesAreShown() throws Exception {
    List<CellOutcome> cells = cells();
    write(cells, SummarySettings.defaults());
    write(
        cells,
        new SummarySettings(List.of("accuracy-by-block"), List.of("fixed-0.9", "gate"), 100));
    assertThat(files().keySet().stream().filter(f -> f.startsWith("figures/")))
        .containsExactly("figures/accuracy-by-block.csv", "figures/accuracy-by-block.svg");
    assertThat(read().path("references")).hasSize(1);
    assertThat(text("summary.html"))
        .contains("Cannot compare with gate: found the variants [alm-kd, fixed-0.9, labels]");
    assertThatThrownBy(() -> new SummarySettings(List.of("pie"), List.of(), 0))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("Cannot draw the figure pie: expected one of [accuracy-by-epoch")
        .hasMessageContaining("Cannot make 0 buckets");
  }

  @Test
  void namesBreakNeitherMarkdownNorLatexNorFileNames() throws Exception {
    String hostile = "a|b_<c>&%\n../x";
    write(
        List.of(
            folders.run(
                0, Map.of("dataset", hostile), 0, "labels", Map.of("student", 0.5, "x", 0.4))),
        SummarySettings.defaults());
    assertThat(text("summary.md")).contains("| a\\|b\\_\\<c\\>&% ../x | 1 | **50.00** | 40.00 |");
    assertThat(text("summary.tex"))
        .contains("a|b\\_$<$c$>$\\&\\% ../x & 1 & \\textbf{50.00} & 40.00 \\\\");
    assertThat(files()).containsKey("figures/accuracy-by-epoch-a-b_-c-..-x.svg");
  }

  /** Digits: .84, .82, .81; wine: .9, .95, .9 of student, fixed-0.9 and labels. */
  @Test
  void theBestOfEachBlockStandsOut() throws Exception {
    write(cells(), SummarySettings.defaults());
    assertThat(text("summary.md"))
        .contains("| digits | 3 | **84.00 \u00b1 1.73** | 81.00 \u00b1 1.53 | 82.00 \u00b1 1.15 |")
        .contains("| wine | 3 | 90.00 \u00b1 0.00 | **95.00 \u00b1 0.00** | 90.00 \u00b1 0.00 |");
    assertThat(text("summary.tex")).contains("& \\textbf{84.00 $\\pm$ 1.73} &");
    assertThat(text("summary.html")).contains("<strong>84.00 \u00b1 1.73</strong>");
  }

  /** Three cells of each data set, of one digest: each stands once. */
  @Test
  void dataSetsAreCountedOnce() throws Exception {
    write(cells(), SummarySettings.defaults());
    String digits = SweepFolders.digest(Map.of("dataset", "digits"));
    assertThat(text("data.csv").lines()).hasSize(3).contains("digits,0,40,0,0,7,0,0,20," + digits);
    assertThat(text("summary.md"))
        .contains("| digits | 0 | 40 | 0 | 0 | 7 | 0 | 0 | 20 | " + digits + " |");
  }

  /** Blocks that differ in something else have the same rows: they are named by what they share. */
  @Test
  void rowsThatBlocksShareAreNamedByWhatTheseHaveInCommon() throws Exception {
    List<CellOutcome> cells = new ArrayList<>();
    for (String teacher : List.of("small", "large")) {
      Map<String, String> labels = Map.of("dataset", "wine", "teacher", teacher);
      cells.add(folders.run(cells.size(), labels, 0, "labels", Map.of("student", 0.5)));
    }
    write(cells, SummarySettings.defaults());
    assertThat(text("data.csv").lines()).hasSize(2).anyMatch(line -> line.startsWith("wine,0,40,"));
  }

  private SweepSummary.Written write(List<CellOutcome> cells, SummarySettings settings) {
    return SweepSummary.write(
        folders.storage(), folders.folder("summary"), "sample", cells, settings);
  }

  private JsonNode json(List<CellOutcome> cells) {
    write(cells, SummarySettings.defaults());
    return read();
  }

  private JsonNode read() {
    return Json.parse("summary.json", text("summary.json").getBytes(UTF_8));
  }

  private String text(String name) {
    return new String(folders.storage().read(folders.folder("summary") + "/" + name), UTF_8);
  }

  private Map<String, String> files() throws Exception {
    Path summary = root.resolve("summary");
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(summary)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(summary.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  private static JsonNode row(JsonNode rows, String block, String variant) {
    for (JsonNode row : rows) {
      if (row.path("block").asText().equals(block)
          && row.path("variant").asText().equals(variant)) {
        return row;
      }
    }
    throw new AssertionError("no row of " + block + " and " + variant + " in " + rows);
  }

  private static JsonNode quantity(JsonNode json, String name) {
    for (JsonNode row : json.path("lambdas")) {
      if (row.path("quantity").asText().equals(name)) {
        return row;
      }
    }
    throw new AssertionError("no " + name + " in " + json.path("lambdas"));
  }

  private static JsonNode difference(JsonNode json, String block, String variant) {
    for (JsonNode row : json.path("differences")) {
      if (row.path("block").asText().equals(block)
          && row.path("variant").asText().equals(variant)
          && row.path("reference").asText().equals("labels")) {
        return row;
      }
    }
    throw new AssertionError("no difference of " + variant + " on " + block);
  }
}

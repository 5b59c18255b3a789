package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.almkd.data.FoldAssignment;
import org.almkd.data.LocalSpark;
import org.almkd.storage.ParquetTable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose teacher has three folds: 40 training rows, cut into 14, 13 and 13. */
@Tag("spark")
class CrossFittingEndToEndTest {
  private static final String FOLDS = "teacher-defaults.folds=3";
  private static final String OUT_OF_FOLD = "/store/out-of-fold soft labels of big";

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
    return report(tiny, id, overrides);
  }

  private static JsonNode report(TinyRun tiny, String id, String... overrides) {
    return Runs.distil(tiny.runs(), id, tiny.folder() + "/run.conf", overrides);
  }

  /** Returns the bits of the logits of every row by its id, all classes as one text. */
  private static Map<Long, String> logits(Path store, JsonNode report) {
    Path entry = store.resolve(report.at(OUT_OF_FOLD).asText());
    Map<Long, String> logits = new TreeMap<>();
    try (Stream<Path> files = Files.walk(entry)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        ParquetTable table = ParquetTable.read(file.toString(), Files.readAllBytes(file));
        int classes = table.width("logits");
        for (int i = 0; i < table.rows(); i++) {
          int from = i * classes;
          logits.put(
              table.longs("id")[i],
              IntStream.range(from, from + classes)
                  .map(c -> Float.floatToRawIntBits(table.floats("logits")[c]))
                  .mapToObj(Integer::toHexString)
                  .collect(Collectors.joining(" ")));
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return logits;
  }

  private Path store() {
    return tiny.runs().resolve("store");
  }

  private static FoldAssignment folds() {
    return FoldAssignment.of(LongStream.range(0, 40).toArray(), 3, 0);
  }

  @Test
  void reportNamesFoldsAndWhatTheyTookFromTheStore() {
    JsonNode report = report("folds", FOLDS);
    JsonNode folds = report.at("/teachers/big/folds");
    assertThat(folds.at("/count").asInt()).isEqualTo(3);
    // Shares of 14, 13 and 13 rows make up the share of all 40.
    double correct =
        14 * folds.at("/accuracyByFold/0").asDouble()
            + 13 * folds.at("/accuracyByFold/1").asDouble()
            + 13 * folds.at("/accuracyByFold/2").asDouble();
    assertThat(folds.at("/outOfFoldAccuracy").asDouble() * 40)
        .isCloseTo(correct, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(correct).isBetween(0.0, 40.0);

    List<String> networks =
        IntStream.rangeClosed(1, 3)
            .mapToObj(f -> "/store/network of big without fold " + f + " of 3")
            .map(name -> report.at(name).asText())
            .toList();
    assertThat(networks).doesNotHaveDuplicates().allMatch(n -> n.startsWith("networks/"));
    assertThat(report.at(OUT_OF_FOLD).asText()).startsWith("soft-labels/");
    assertThat(logits(store(), report)).hasSize(TinyRun.ROWS);
    // The data; networks of all rows and of three folds; logits of both.
    assertThat(tiny.files("/folds/uses/.*json")).hasSize(1 + 1 + 4 + 2);
    for (String network : networks) {
      assertThat(tiny.runs().resolve("folds/uses").resolve(network.replace('/', '-') + ".json"))
          .exists();
    }
  }

  @Test
  void teacherOfAllRowsIsTheSameWithAndWithoutFolds() {
    JsonNode without = report("without");
    assertThat(without.at("/teachers/big/folds").isMissingNode()).isTrue();
    JsonNode with = report("with", FOLDS);
    assertThat(with.at("/store/network of big")).isEqualTo(without.at("/store/network of big"));
    assertThat(with.at("/parametersSha256")).isEqualTo(without.at("/parametersSha256"));
    assertThat(tiny.files("/store/networks/.*manifest[.]json")).hasSize(4);
  }

  @Test
  void networkHasNotSeenTheRowsOfItsFold() {
    JsonNode before = report("before", FOLDS);
    Map<Long, String> expected = logits(store(), before);
    // Row 7 gets another label: only the network without its fold does not notice.
    tiny.rowsAre(TinyRun.rows(0, 7) + TinyRun.row(7, 2) + "\n" + TinyRun.rows(8, TinyRun.ROWS));
    Map<Long, String> found = logits(store(), report("after", FOLDS, "run.fresh=true"));
    int unaware = folds().fold(7);
    for (long id = 0; id < 40; id++) {
      if (id == 7) {
        // Its features changed with its label in this source.
        continue;
      }
      assertThat(found.get(id).equals(expected.get(id)))
          .as("row %d of fold %d", id, folds().fold(id))
          .isEqualTo(folds().fold(id) == unaware);
    }
  }

  @Test
  void logitsDoNotDependOnCoresPartitionsOrWhatElseTheRunDoes() {
    Map<Long, String> expected = logits(store(), report("two-cores", FOLDS));
    String own = "store.dir=" + folder;
    JsonNode partitions = report("partitions", FOLDS, "data.partitions=3", own + "/p");
    assertThat(logits(folder.resolve("p"), partitions)).isEqualTo(expected);
    JsonNode again = report("again", FOLDS, "evaluate.every-epochs=2", own + "/a");
    assertThat(logits(folder.resolve("a"), again)).isEqualTo(expected);
    assertThat(again.at(OUT_OF_FOLD))
        .as("how often students are evaluated is no part of the key")
        .isEqualTo(partitions.at(OUT_OF_FOLD));
    LocalSpark.session(1);
    JsonNode oneCore = report("one-core", FOLDS, own + "/o");
    assertThat(logits(folder.resolve("o"), oneCore)).isEqualTo(expected);
    JsonNode seed = report("seed", FOLDS, "run.seed=1", own + "/s");
    assertThat(logits(folder.resolve("s"), seed)).isNotEqualTo(expected);
  }

  @Test
  void workersShareTheRowsOfAFold() {
    String[] workers = {FOLDS, "train.workers=3", "train.batch-size=9"};
    Map<Long, String> expected = logits(store(), report("two-cores", workers));
    LocalSpark.session(1);
    Map<Long, String> found =
        logits(
            folder.resolve("o"),
            report(
                "one-core",
                FOLDS,
                "train.workers=3",
                "train.batch-size=9",
                "store.dir=" + folder.resolve("o")));
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void progressAndAccuracyAreToldAndASecondRunTrainsNothing() {
    List<String> first = tiny.run(FOLDS, "run.id=first").messages();
    assertThat(first)
        .anyMatch(line -> line.startsWith("teacher big folds: epoch 6/6, loss "))
        .anyMatch(
            line ->
                line.matches("teacher big: folds 3, out-of-fold accuracy on given labels .* %"));
    List<Path> stored = tiny.files("/store/.*");
    List<String> second = tiny.run(FOLDS, "run.id=second", "method=fixed").messages();
    assertThat(second)
        .anyMatch(line -> line.startsWith("teacher big without fold 3 of 3: read from the store"))
        .anyMatch(line -> line.startsWith("teacher big: folds 3, out-of-fold accuracy"))
        .noneMatch(line -> line.contains("big folds: epoch"));
    assertThat(tiny.files("/store/.*")).isEqualTo(stored);
  }

  @Test
  void moreFoldsThanRowsAreRefused() {
    tiny.failsInItsFolder(
        3,
        List.of("teacher-defaults.folds=41"),
        "found 40 training rows for the 41 folds of teacher big",
        "expected at least one row a fold");
  }

  @Test
  void onlyFoldsThatStopEarlyAreEvaluatedBetween() {
    String[] early = {
      FOLDS, "teacher-defaults.early-stop=best-validation", "data.split.selection=0.5"
    };
    JsonNode report = report("early", early);
    assertThat(report.at("/teachers/big/folds/outOfFoldAccuracy").isNumber()).isTrue();
    JsonNode rarely = report("rarely", FOLDS, early[1], early[2], "evaluate.every-epochs=2");
    assertThat(rarely.at("/store/network of big without fold 1 of 3"))
        .as("evaluated at other epochs, it may be another network")
        .isNotEqualTo(report.at("/store/network of big without fold 1 of 3"));
  }
}

package org.almkd.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.almkd.data.PreparedData;
import org.almkd.data.Split;
import org.almkd.mixing.SparkLambdaSnapshots;
import org.almkd.report.RunFolder;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.almkd.storage.Storage;
import org.apache.hadoop.conf.Configuration;

/** Folders of finished runs, made without training anything. */
final class SweepFolders {
  static final int ROWS = 40;
  static final int FLIPPED = 20;

  private final Storage storage = new Storage(new Configuration(false));
  private final Path root;
  private int selectionRows;

  SweepFolders(Path root) {
    this.root = root;
  }

  Storage storage() {
    return storage;
  }

  String folder(String name) {
    return root.resolve(name).toUri().toString().replaceAll("/$", "");
  }

  /** Lets the runs made from now on keep a selection share. */
  SweepFolders withSelection() {
    selectionRows = 5;
    return this;
  }

  /** Writes a run; accuracies by name, of the student under "student". Teacher "big" has 0.99. */
  CellOutcome run(
      int number,
      Map<String, String> labels,
      long seed,
      String method,
      Map<String, Double> scores) {
    CellOutcome cell = outcome(number, labels, seed);
    RunFolder run = new RunFolder(storage, cell.folder());
    Map<String, Double> baselines = new LinkedHashMap<>(scores);
    baselines.remove("student");
    StringBuilder networks = new StringBuilder();
    StringBuilder metrics = new StringBuilder();
    append(metrics, "student", scores.get("student"));
    baselines.forEach(
        (name, score) -> {
          networks.append(networks.isEmpty() ? "" : ", ");
          networks.append("\"%s\": %s".formatted(name, network(score)));
          append(metrics, "baselines." + name, score);
        });
    run.write(
        "report.json",
        """
        {"method": "%s", "dataDigest": "%s", "store": {"data": "data/rows"},
         "data": {"trainRows": %d, "selectionRows": %d, "noisyRows": %d, "testRows": 7},
         "student": %s, "baselines": {%s}, "teachers": {"early": %s, "big": %s}}
        """
            .formatted(
                method,
                digest(labels),
                ROWS,
                selectionRows,
                FLIPPED,
                network(scores.get("student")),
                networks,
                network(0.97),
                network(0.99)));
    run.write("metrics.jsonl", metrics.toString());
    run.write(
        "effective.conf",
        "run.dir = \"%s\", data { source = synthetic, classes = 2 }, teachers = [{ name = big }]"
            .formatted(folder("")));
    run.write(
        "timings.json",
        "{\"total\": 10, \"training\": {\"steps\": 6, \"rounds\": %d}}".formatted(number));
    run.finish(cell.runId());
    return cell;
  }

  /** Returns the digest of the rows of a cell, which its data set decides. */
  static String digest(Map<String, String> labels) {
    return "digest-" + Integer.toHexString(labels.getOrDefault("dataset", "").hashCode());
  }

  /** Puts two far groups of test rows into the store; row i is of class i mod 2, in truth of 0. */
  SweepFolders testRows(int count) {
    ArtefactStore store = new ArtefactStore(storage, folder("store"));
    Attempt attempt = store.begin(PreparedData.KIND, "rows");
    List<ManifestEntry> entries = new ArrayList<>();
    long[] ids = LongStream.range(0, count).map(i -> 100 + i).toArray();
    int[] labels = IntStream.range(0, count).map(i -> i % 2).toArray();
    float[] features = new float[2 * count];
    for (int i = 0; i < count; i++) {
      features[2 * i] = 10f * labels[i];
      features[2 * i + 1] = (float) Math.sin(i);
    }
    ParquetTable rows =
        ParquetTable.builder(count)
            .longs("id", ids)
            .floatLists("features", features, 2)
            .ints("label", labels)
            .ints("clean_label", new int[count])
            .build();
    entries.add(attempt.write("test-00000", ".parquet", rows.toBytes(), count));
    for (Split split : Split.values()) {
      int size = split == Split.TEST ? count : 0;
      ParquetTable index =
          ParquetTable.builder(size)
              .longs("id", Arrays.copyOf(ids, size))
              .ints("label", Arrays.copyOf(labels, size))
              .ints("clean_label", new int[size])
              .build();
      entries.add(attempt.write("index-" + split.slug(), ".parquet", index.toBytes(), size));
    }
    store.publish(
        attempt,
        entries,
        Map.of(
            "digest", "d",
            "features", "[\"a\", \"b\"]",
            "classes", "[\"cat\", \"dog\"]",
            "clean-labels-known", "true",
            "noisy-rows", "0",
            "standardization.mean", "",
            "standardization.deviation", ""));
    return this;
  }

  /** Epoch 1 is a tenth worse than epoch 2, the last. */
  private static void append(StringBuilder metrics, String network, double score) {
    for (int epoch = 1; epoch <= 2; epoch++) {
      metrics.append(
          "{\"network\": \"%s\", \"epoch\": %d, \"test\": {\"accuracy\": %s}}%n"
              .formatted(network, epoch, epoch == 1 ? score - 0.1 : score));
    }
  }

  /**
   * Lets report.json of a run say that the student stopped early: its exported parameters are those
   * of best validation, and have this digest.
   */
  SweepFolders stoppedEarly(CellOutcome cell, String digest) {
    return edited(
        cell,
        "\"student\": {",
        "\"student\": {\"result\": \"bestValidation\", \"parametersSha256\": \"%s\", "
            .formatted(digest));
  }

  /** Gives the student's parameters a digest. */
  SweepFolders digest(CellOutcome cell, String digest) {
    return edited(
        cell, "\"student\": {", "\"student\": {\"parametersSha256\": \"%s\", ".formatted(digest));
  }

  private SweepFolders edited(CellOutcome cell, String what, String with) {
    RunFolder run = new RunFolder(storage, cell.folder());
    run.write("report.json", run.read("report.json").replace(what, with));
    run.write("metrics.jsonl", run.read("metrics.jsonl"));
    run.finish(cell.runId());
    return this;
  }

  /** Other measures follow from the accuracy. */
  static String network(double accuracy) {
    return """
        {"test": {"accuracy": {"last": %s, "bestValidation": %s, "oracle": %s},
         "negativeLogLikelihood": {"last": %s, "bestValidation": 3},
         "calibrationError": {"last": %s, "bestValidation": 0.5}}}"""
        .formatted(accuracy, 1 - accuracy, accuracy + 0.01, 2 * accuracy, accuracy / 10);
  }

  CellOutcome outcome(int number, Map<String, String> labels, long seed) {
    return new CellOutcome(
        number,
        labels,
        seed,
        0,
        "run-" + number,
        folder("cell-" + number),
        CellOutcome.State.SUCCEEDED,
        0,
        "");
  }

  /**
   * Writes lambdas of two teachers. Of the final one: clean rows have p = 0.8 and lambda 0.1 + seed
   * / 100, flipped ones p = 0.3 and lambda 0.3 + seed / 50. The early teacher gives the label 0.25
   * less, its lambda is 0.05 greater.
   */
  SweepFolders lambdas(CellOutcome cell) {
    return lambdas(cell, List.of("early", "big"));
  }

  /** Writes such lambdas of teachers, of which all but the last are as the early one. */
  SweepFolders lambdas(CellOutcome cell, List<String> teachers) {
    reportLambdas(cell, teachers);
    int cells = teachers.size() * ROWS;
    long[] ids = new long[cells];
    int[] teacher = new int[cells];
    float[] lambda = new float[cells];
    float[] probability = new float[cells];
    int[] clean = new int[cells];
    for (int i = 0; i < cells; i++) {
      ids[i] = i / teachers.size();
      teacher[i] = i % teachers.size();
      boolean flipped = ids[i] % 2 == 1;
      boolean early = teacher[i] < teachers.size() - 1;
      double seed = cell.runSeed();
      lambda[i] = (float) ((flipped ? 0.3 + seed / 50 : 0.1 + seed / 100) + (early ? 0.05 : 0));
      probability[i] = (float) ((flipped ? 0.3 : 0.8) - (early ? 0.25 : 0));
      clean[i] = flipped ? 0 : 1;
    }
    ParquetTable table =
        ParquetTable.builder(cells)
            .longs("id", ids)
            .ints("teacher", teacher)
            .floats("lambda", lambda)
            .floats("teacherProbability", probability)
            .ints("teacherClass", new int[cells])
            .ints("clean", clean)
            .build();
    ArtefactStore store = new ArtefactStore(storage, cell.folder());
    Attempt attempt = store.begin(SparkLambdaSnapshots.KIND, SparkLambdaSnapshots.key(10));
    store.publish(
        attempt, List.of(attempt.write("shard-0", ".parquet", table.toBytes(), cells)), Map.of());
    return this;
  }

  /** Lets report.json of a run say whose lambdas were learned. */
  SweepFolders reportLambdas(CellOutcome cell, List<String> teachers) {
    RunFolder run = new RunFolder(storage, cell.folder());
    String report = run.read("report.json").strip();
    String means =
        teachers.stream().map("\"%s\": 0.2"::formatted).collect(Collectors.joining(", "));
    run.write(
        "report.json",
        report.substring(0, report.length() - 1)
            + ", \"lambda\": {\"teachers\": {%s}}}".formatted(means));
    run.write("metrics.jsonl", run.read("metrics.jsonl"));
    run.finish(cell.runId());
    return this;
  }
}

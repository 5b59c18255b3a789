package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.almkd.config.RunConfig;
import org.almkd.config.RunConfigReader;
import org.almkd.data.ShownRow;
import org.almkd.data.Split;
import org.almkd.data.SplitIndex;
import org.almkd.mixing.LambdaSums;
import org.almkd.mixing.SparkLambdaSnapshots;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.ParquetTable;
import org.almkd.storage.Storage;
import org.apache.hadoop.conf.Configuration;

/** The folder of a run of 200 rows, a fifth of them flipped, made without training anything. */
final class SampleRun {
  static final int ROWS = 200;

  private final Storage storage = new Storage(new Configuration(false));
  private final String folder;
  private final RunConfig config;
  private final List<String> classes;
  private byte[] picture = new byte[0];

  /** Class names and keys are arbitrary texts, names in a configuration are not. */
  SampleRun(Path folder, List<String> classes) {
    this.folder = folder.toUri().toString();
    this.classes = classes;
    this.config =
        RunConfigReader.read(
            "run.conf",
            "run { name = sample }, data { source = csv, csv.path = \"<img src=x>.csv\", classes = 3 },"
                + " teachers = [{ name = big }, { name = old }]",
            List.of());
  }

  String path() {
    return folder;
  }

  Storage storage() {
    return storage;
  }

  /** Writes tables of lambdas before these epochs. */
  SampleRun withLambdas(boolean cleanKnown, int... epochs) {
    for (int epoch : epochs) {
      ArtefactStore store = new ArtefactStore(storage, folder);
      Attempt attempt = store.begin(SparkLambdaSnapshots.KIND, SparkLambdaSnapshots.key(epoch));
      // Two files, as two shards write them.
      store.publish(
          attempt,
          List.of(
              attempt.write("shard-0", ".parquet", table(epoch, 0, 120, cleanKnown), 240),
              attempt.write("shard-1", ".parquet", table(epoch, 120, ROWS, cleanKnown), 160)),
          Map.of());
    }
    return this;
  }

  /** Lets every row be this picture, a PNG file. */
  SampleRun withPictures(byte[] png) {
    picture = png.clone();
    return this;
  }

  /** Row i is flipped where 5 divides it: its lambdas rise over the epochs, its p(label) is low. */
  private static byte[] table(int epoch, int from, int to, boolean cleanKnown) {
    int cells = 2 * (to - from);
    long[] ids = new long[cells];
    int[] teacher = new int[cells];
    float[] lambda = new float[cells];
    float[] probability = new float[cells];
    int[] teacherClass = new int[cells];
    int[] clean = new int[cells];
    SplittableRandom random = new SplittableRandom(from);
    for (int cell = 0; cell < cells; cell++) {
      int row = from + cell / 2;
      boolean flipped = row % 5 == 0;
      ids[cell] = 1000L + row;
      teacher[cell] = cell % 2;
      lambda[cell] = (float) (flipped ? 0.5 + epoch / 100.0 : 0.2 + random.nextDouble(0.2));
      probability[cell] = (float) (flipped ? random.nextDouble(0.1) : random.nextDouble(0.4, 1));
      teacherClass[cell] = row % 3;
      clean[cell] = flipped ? 0 : 1;
    }
    ParquetTable.Builder table =
        ParquetTable.builder(cells)
            .longs("id", ids)
            .ints("teacher", teacher)
            .floats("lambda", lambda)
            .floats("teacherProbability", probability)
            .ints("teacherClass", teacherClass);
    return (cleanKnown ? table.ints("clean", clean) : table).build().toBytes();
  }

  LambdaHistory lambdas() {
    return new LambdaHistory(storage, folder);
  }

  /** Labels of the rows: class 0, those that are flipped class 1 by right. */
  SplitIndex index() {
    long[] ids = LongStream.range(1000, 1000 + ROWS).toArray();
    int[] clean = new int[ROWS];
    for (int i = 0; i < ROWS; i += 5) {
      clean[i] = 1;
    }
    return new SplitIndex(Split.TRAIN, ids, new int[ROWS], clean);
  }

  byte[] leastBelieved(int most) {
    int last = lambdas().epochs().get(lambdas().epochs().size() - 1);
    Map<Long, ShownRow> shown = new HashMap<>();
    for (long id : index().ids()) {
      shown.put(id, new ShownRow("row <" + id + ">", picture));
    }
    return LeastBelieved.choose(lambdas().read(last), most)
        .toJson(index(), shown, classes, List.of("big", "old"));
  }

  RunReport report() {
    LambdaSums sums = new LambdaSums(2);
    sums.add(new double[] {0.75, 0.75}, true);
    sums.add(new double[] {0.25, 0.25}, false);
    return new RunReport(
        "sample-1",
        config,
        Results.data(0, true),
        Results.network("student", Results.epoch(1, 0.5, 0.4), Results.epoch(2, 0.7, 0.6)),
        List.of(
            Results.network("big", Results.epoch(1, 0.6, 0.5), Results.epoch(3, 0.9, 0.8)),
            NetworkReport.of(
                "old",
                "logits",
                Map.of(Split.TEST, Results.evaluation(0.75, 20)),
                Split.VALIDATION)),
        List.of(Results.network("labels", Results.epoch(2, 0.6, 0.5))),
        Map.of(),
        Optional.of(new LambdaReport(sums, List.of("big", "old"), true)),
        Optional.empty(),
        Map.of("data", "data/d1"));
  }

  RunContents contents() {
    return RunContents.parse(
        folder,
        report().toJson(),
        report().metrics(),
        config.effective(),
        lambdas().epochs().isEmpty() ? Optional.empty() : Optional.of(leastBelieved(100)),
        lambdas());
  }

  /** Writes the files of a finished run. */
  FinishedRun finish() {
    RunFolder run = new RunFolder(storage, folder);
    run.write("report.json", report().toJson());
    run.write("metrics.jsonl", report().metrics());
    run.write("effective.conf", config.effective());
    if (!lambdas().epochs().isEmpty()) {
      run.write(RunContents.LEAST_BELIEVED, leastBelieved(100));
    }
    run.finish("sample-1");
    return FinishedRun.open(storage, folder);
  }

  /** Returns the page as a text. */
  String page() {
    return new String(RunPage.of(contents()).files().get(RunPage.FILE), UTF_8);
  }
}

package org.almkd.teacher;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.almkd.config.Classes;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.config.NoiseConfig;
import org.almkd.config.OnEmptyClass;
import org.almkd.config.SplitShares;
import org.almkd.config.TeacherSource;
import org.almkd.data.BlockReader;
import org.almkd.data.InvalidDataException;
import org.almkd.data.PreparedData;
import org.almkd.data.RowBlock;
import org.almkd.data.SparkDataStage;
import org.almkd.data.Split;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.Storage;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * Logits made elsewhere: rows of id and C numbers are read and checked as any source is, then laid
 * out beside the blocks of the prepared data. Every training and validation row must have logits;
 * test rows either all have some, or none has, and then the teacher is not evaluated on test.
 */
public final class SparkImportedLogits {
  private static final int NAMED_IDS = 5;

  private final SparkSession session;
  private final JavaSparkContext spark;
  private final ArtefactStore store;
  private final PreparedData data;

  /** Prepares to import logits for some data. */
  public SparkImportedLogits(SparkSession session, ArtefactStore store, PreparedData data) {
    this.session = session;
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.store = store;
    this.data = data;
  }

  /**
   * Reads the logits of a teacher.
   *
   * @throws InvalidDataException if rows are damaged, twice there or missing, or if the number of
   *     classes is another one
   */
  public SoftLabels read(String teacher, TeacherSource.Logits source) {
    SparkDataStage stage = new SparkDataStage(session, store);
    DataSource rows = source(stage, store.storage(), teacher, source);
    if (rows instanceof DataSource.Csv csv && csv.features().size() != data.classes()) {
      throw wrongClasses(teacher, source, csv.features().size());
    }
    PreparedData logits = stage.prepareUnlabelled(config(rows, data.classes()), List.of());
    if (logits.width() != data.classes()) {
      throw wrongClasses(teacher, source, logits.width());
    }
    long[] ids = logits.reader().index(Split.TEST).ids();
    List<Split> covered = covered(teacher, source, ids);
    String key = SoftLabels.key(logits.key(), data.key(), SoftLabels.IMPORTED);
    Optional<Artefact> found = store.find(SoftLabels.KIND, key);
    return new SoftLabels(teacher, found.orElseGet(() -> write(key, logits, ids, covered)));
  }

  /**
   * Returns how many logits a row of a file has, from its columns alone.
   *
   * @throws InvalidDataException if there is no such file, or if it lacks the columns
   */
  public static int width(
      SparkSession session, ArtefactStore store, String teacher, TeacherSource.Logits source) {
    SparkDataStage stage = new SparkDataStage(session, store);
    DataSource rows = source(stage, store.storage(), teacher, source);
    return rows instanceof DataSource.Csv csv
        ? csv.features().size()
        : stage.unlabelledWidth(config(rows, 0));
  }

  private static DataSource source(
      SparkDataStage stage, Storage storage, String teacher, TeacherSource.Logits source) {
    DataSource rows = isParquet(storage, source.path()) ? parquet(source) : csv(source, List.of());
    List<String> columns = stage.columns(rows);
    requireColumn(teacher, source, columns, source.id(), "logits.id");
    if (rows instanceof DataSource.Parquet) {
      requireColumn(teacher, source, columns, source.logits(), "logits.logits");
      return rows;
    }
    return csv(source, logitColumns(source, columns));
  }

  private Artefact write(String key, PreparedData logits, long[] ids, List<Split> covered) {
    Attempt attempt = store.begin(SoftLabels.KIND, key);
    List<SparkSoftLabelPass.BlockNumber> blocks =
        SparkSoftLabelPass.BlockNumber.all(data.reader()).stream()
            .filter(b -> covered.contains(b.split()))
            .toList();
    List<ManifestEntry> written =
        new ArrayList<>(
            spark
                .parallelize(blocks, blocks.size())
                .map(
                    new BlockTask(
                        data.reader(),
                        logits.reader(),
                        IdRanges.of(logits, ids),
                        data.classes(),
                        attempt))
                .collect());
    return store.publish(
        attempt, written, Map.of("logits", logits.key(), "data", data.key(), "seconds", "0.0"));
  }

  /** First and last id of each block of logits. */
  private record IdRanges(long[] first, long[] last) implements Serializable {
    static IdRanges of(PreparedData logits, long[] ids) {
      List<ManifestEntry> blocks = logits.blocks(Split.TEST);
      long[] first = new long[blocks.size()];
      long[] last = new long[blocks.size()];
      int row = 0;
      for (int b = 0; b < first.length; b++) {
        first[b] = ids[row];
        row += (int) blocks.get(b).rows();
        last[b] = ids[row - 1];
      }
      return new IdRanges(first, last);
    }

    boolean overlaps(int block, long[] sortedIds) {
      return first[block] <= sortedIds[sortedIds.length - 1] && last[block] >= sortedIds[0];
    }
  }

  /** Returns the splits whose rows all have logits. */
  private List<Split> covered(String teacher, TeacherSource.Logits source, long[] ids) {
    List<Split> covered = new ArrayList<>();
    for (Split split : Split.values()) {
      long[] needed = data.reader().index(split).ids();
      long[] missing =
          Arrays.stream(needed).filter(id -> Arrays.binarySearch(ids, id) < 0).toArray();
      boolean optional = split == Split.TEST && missing.length == needed.length;
      if (missing.length > 0 && !optional) {
        throw new InvalidDataException(
            name(teacher, source),
            "%d of %d %s rows have no logits (ids %s%s); expected logits of every row; make them for the missing ids too"
                .formatted(
                    missing.length,
                    needed.length,
                    split.slug(),
                    String.join(
                        ", ",
                        Arrays.stream(missing).limit(NAMED_IDS).mapToObj(Long::toString).toList()),
                    missing.length > NAMED_IDS ? ", ..." : ""));
      }
      if (missing.length == 0) {
        covered.add(split);
      }
    }
    return covered;
  }

  private static DataSource parquet(TeacherSource.Logits source) {
    return new DataSource.Parquet(source.path(), source.id(), "", "", "", List.of(source.logits()));
  }

  private static DataSource csv(TeacherSource.Logits source, List<String> features) {
    return new DataSource.Csv(source.path(), ',', source.id(), "", "", "", features);
  }

  private static boolean isParquet(Storage storage, String path) {
    return path.contains(".parquet")
        || (storage.isFolder(path)
            && storage.list(path).stream().anyMatch(file -> file.name().endsWith(".parquet")));
  }

  private static void requireColumn(
      String teacher, TeacherSource.Logits source, List<String> columns, String name, String key) {
    if (!columns.contains(name)) {
      throw new InvalidDataException(
          name(teacher, source),
          "found the columns %s but no %s; expected it because of the teacher's %s; name the right column there"
              .formatted(columns, name, key));
    }
  }

  /** Returns prefix0, prefix1, ...: one column a class. */
  private static List<String> logitColumns(TeacherSource.Logits source, List<String> columns) {
    Pattern logit = Pattern.compile(Pattern.quote(source.logits()) + "[0-9]+");
    int found = (int) columns.stream().filter(c -> logit.matcher(c).matches()).count();
    return IntStream.range(0, found).mapToObj(c -> source.logits() + c).toList();
  }

  private static String name(String teacher, TeacherSource.Logits source) {
    return "Cannot use the logits %s of teacher %s".formatted(source.path(), teacher);
  }

  private InvalidDataException wrongClasses(
      String teacher, TeacherSource.Logits source, int found) {
    return new InvalidDataException(
        name(teacher, source),
        "found %d logits a row (%s); the data has %d classes; expected one logit a class"
            .formatted(found, source.logits(), data.classes()));
  }

  private static DataConfig config(DataSource rows, int classes) {
    return new DataConfig(
        rows,
        0,
        new Classes(classes, List.of()),
        false,
        OnEmptyClass.WARN,
        0,
        new SplitShares(0, 0, 0),
        NoiseConfig.NONE);
  }

  /** Executor side: the logits of the rows of one block. */
  private static final class BlockTask
      implements Function<SparkSoftLabelPass.BlockNumber, ManifestEntry>, Serializable {
    private final BlockReader data;
    private final BlockReader logits;
    private final IdRanges ranges;
    private final int classes;
    private final Attempt attempt;

    BlockTask(BlockReader data, BlockReader logits, IdRanges ranges, int classes, Attempt attempt) {
      this.data = data;
      this.logits = logits;
      this.ranges = ranges;
      this.classes = classes;
      this.attempt = attempt;
    }

    @Override
    public ManifestEntry call(SparkSoftLabelPass.BlockNumber number) {
      RowBlock rows = data.read(number.split(), number.block());
      float[] found = new float[rows.rows() * classes];
      // Both sides are sorted by id, and blocks are ranges of ids, so that few blocks overlap.
      for (int b = 0; b < logits.blocks(Split.TEST); b++) {
        if (ranges.overlaps(b, rows.ids())) {
          copy(logits.read(Split.TEST, b), rows.ids(), classes, found);
        }
      }
      return SoftLabels.write(attempt, rows, found, classes);
    }

    private static void copy(RowBlock from, long[] ids, int classes, float[] to) {
      for (int i = 0; i < ids.length; i++) {
        int row = Arrays.binarySearch(from.ids(), ids[i]);
        if (row >= 0) {
          System.arraycopy(from.features().floats(), row * classes, to, i * classes, classes);
        }
      }
    }
  }
}

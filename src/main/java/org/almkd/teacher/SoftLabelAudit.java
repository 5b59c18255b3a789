package org.almkd.teacher;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.almkd.data.BlockReader;
import org.almkd.data.InvalidDataException;
import org.almkd.data.PreparedData;
import org.almkd.data.RowArrays;
import org.almkd.data.RowBlock;
import org.almkd.data.Split;
import org.almkd.storage.Artefact;
import org.almkd.storage.Finding;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.almkd.storage.StorageException;

/**
 * Computes a sample of stored logits anew, from the network or the imported logits that their
 * manifest names, and compares.
 *
 * @param labels the logits, an artefact of kind {@link SoftLabels#KIND}
 * @param data the rows that they are for
 * @param teachers the network they are of, or one for each fold; where they were imported the
 *     prepared rows of logits; where they were mixed the logits of which
 * @param networks all networks of the store, to say whose logits were found instead
 * @param sample rows of each file that are compared
 */
public record SoftLabelAudit(
    Artefact labels, Artefact data, List<Artefact> teachers, List<Artefact> networks, int sample)
    implements Serializable {
  /** Property that names the network. */
  public static final String TEACHER = "teacher";

  /** Property that names the prepared rows of imported logits. */
  public static final String LOGITS = "logits";

  /** Property that names the logits of which others were mixed: those of all rows. */
  static final String SEEN = "doubt.seen";

  /** Property that names the logits of those who have not seen the row. */
  static final String UNSEEN = "doubt.unseen";

  /** Property with the digest of the doubts by which logits were mixed. */
  static final String DOUBTS = "doubt.digest";

  /** Property that names the rows. */
  public static final String DATA = "data";

  /**
   * Share of a row's largest logit by which it may differ: other batches and processors round
   * otherwise.
   */
  private static final double TOLERANCE = 1e-4;

  private static final int SHOWN = 3;

  /** Copies the lists. */
  public SoftLabelAudit {
    teachers = List.copyOf(teachers);
    networks = List.copyOf(networks);
  }

  /**
   * Returns what is wrong with the key of an artefact: it is the digest of teacher, rows and
   * format.
   */
  public static Optional<Finding> key(Artefact labels) {
    String expected = expectedKey(labels);
    String found = labels.manifest().key();
    return found.equals(expected)
        ? Optional.empty()
        : Optional.of(
            new Finding(
                labels.folder(),
                "the key " + found,
                expected + ", the digest of the teacher and the rows that its manifest names"));
  }

  private static String expectedKey(Artefact labels) {
    String rows = labels.property(DATA);
    if (OutOfFold.is(labels)) {
      return SoftLabels.key(
          labels.property(OutOfFold.NETWORKS),
          rows,
          SoftLabels.outOfFold(OutOfFold.of(labels).seed()));
    }
    if (isMixed(labels)) {
      return SoftLabels.key(
          labels.property(SEEN) + "," + labels.property(UNSEEN),
          rows,
          SoftLabels.doubted(labels.property(DOUBTS)));
    }
    return labels.manifest().properties().containsKey(LOGITS)
        ? SoftLabels.key(labels.property(LOGITS), rows, SoftLabels.IMPORTED)
        : SoftLabels.key(
            labels.property(TEACHER),
            rows,
            SoftLabels.viewed(labels.manifest().properties().getOrDefault(SoftLabels.VIEWS, "")));
  }

  /** Returns whether logits were mixed of two teachers, by doubts that lie beside them. */
  static boolean isMixed(Artefact labels) {
    return labels.manifest().properties().containsKey(DOUBTS);
  }

  /**
   * Returns the kind and the key of each artefact that logits are computed from.
   *
   * @param networks kind of networks
   */
  public static List<String> teachers(Artefact labels, String networks) {
    if (OutOfFold.is(labels)) {
      return OutOfFold.of(labels).networks().stream().map(key -> networks + "/" + key).toList();
    }
    if (isMixed(labels)) {
      return Stream.of(SEEN, UNSEEN)
          .map(role -> SoftLabels.KIND + "/" + labels.property(role))
          .toList();
    }
    String logits = labels.manifest().properties().get(LOGITS);
    return List.of(
        logits == null
            ? networks + "/" + labels.manifest().properties().get(TEACHER)
            : PreparedData.KIND + "/" + logits);
  }

  /**
   * Compares a file.
   *
   * @return what is wrong with its rows, nothing where they are right
   */
  public Optional<Finding> check(ManifestEntry entry) {
    RowBlock rows = rows(entry);
    ParquetTable table = ParquetTable.read(labels.path(entry), labels.read(entry));
    long[] ids = table.longs(SoftLabels.ID);
    if (!Arrays.equals(ids, rows.ids())) {
      int row = Math.max(0, Arrays.mismatch(ids, rows.ids()));
      return Optional.of(
          new Finding(
              labels.path(entry),
              "row %d with id %s".formatted(row, text(ids, row)),
              "id %s, as in the rows %s".formatted(text(rows.ids(), row), data.manifest().key())));
    }
    int[] chosen = chosen(ids.length);
    float[] found = RowArrays.gather(table.floats(SoftLabels.LOGITS), chosen, ids.length);
    long[] sampled = Arrays.stream(chosen).mapToLong(i -> ids[i]).toArray();
    Sample sample =
        new Sample(
            rows.select(sampled),
            table.width(SoftLabels.LOGITS),
            doubts(table, chosen, ids.length));
    return compare(entry, sample, found);
  }

  /**
   * Doubts say how two logits were mixed; they are as they were computed, and taken for granted.
   */
  private float[] doubts(ParquetTable table, int[] chosen, int rows) {
    return isMixed(labels)
        ? RowArrays.gather(table.floats(SoftLabels.DOUBT), chosen, rows)
        : new float[0];
  }

  /** Rows of a block whose logits are compared. */
  private record Sample(RowBlock rows, int classes, float[] doubt_N) {
    long id(int i) {
      return rows.ids()[i];
    }

    int count() {
      return rows.rows();
    }
  }

  private Optional<Finding> compare(ManifestEntry entry, Sample sample, float[] found) {
    float[] expected;
    try {
      expected =
          new LogitsAnew(labels, data, teachers)
              .of(sample.rows(), sample.classes(), sample.doubt_N());
    } catch (InvalidDataException e) {
      return Optional.of(
          new Finding(
              labels.path(entry),
              sample.classes() + " logits a row; " + e.getMessage(),
              "logits of the teacher that its manifest names"));
    }
    int[] wrong = wrong(expected, found, sample.classes());
    if (wrong.length == 0) {
      return Optional.empty();
    }
    int row = wrong[0];
    return Optional.of(
        new Finding(
            labels.path(entry),
            "for the row with id %d the logits %s, and %d of %d sampled rows that differ%s"
                .formatted(
                    sample.id(row),
                    text(found, row, sample.classes()),
                    wrong.length,
                    sample.count(),
                    whose(sample, found)),
            "%s, computed anew from the teacher %s"
                .formatted(text(expected, row, sample.classes()), keys())));
  }

  /** Whose logits were found, if it is another network of this store. */
  private String whose(Sample sample, float[] found) {
    for (Artefact network : networks) {
      if (saysSo(network, sample, found)) {
        return "; they are those of the network " + network.manifest().key();
      }
    }
    return "";
  }

  private boolean saysSo(Artefact network, Sample sample, float[] found) {
    try {
      float[] said =
          new LogitsAnew(labels, data, teachers).computed(network, sample.rows(), sample.classes());
      return wrong(said, found, sample.classes()).length == 0;
    } catch (InvalidDataException | StorageException e) {
      // A network for other rows or classes, or a damaged one, is not the one.
      return false;
    }
  }

  private String keys() {
    return teachers.stream().map(t -> t.manifest().key()).collect(Collectors.joining(", "));
  }

  private RowBlock rows(ManifestEntry entry) {
    BlockReader reader = new BlockReader(data);
    for (Split split : Split.values()) {
      for (int b = 0; b < reader.blocks(split); b++) {
        if (entry.name().startsWith(SoftLabels.stem(split, b))) {
          return reader.read(split, b);
        }
      }
    }
    throw new InvalidDataException(
        "Cannot compare " + labels.path(entry),
        "found no rows for it in " + data.folder() + "; expected a block of that number");
  }

  /** Rows at equal distances, the first and the last among them. */
  private int[] chosen(int rows) {
    int count = Math.min(sample, rows);
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = count == 1 ? 0 : (int) ((long) i * (rows - 1) / (count - 1));
    }
    return chosen;
  }

  private static int[] wrong(float[] expected, float[] found, int classes) {
    int rows = expected.length / classes;
    return IntStream.range(0, rows)
        .filter(row -> !isNear(expected, found, row * classes, classes))
        .toArray();
  }

  private static boolean isNear(float[] expected, float[] found, int from, int classes) {
    double largest = 1;
    double difference = 0;
    for (int i = from; i < from + classes; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      // The maximum with NaN is NaN, which is not near.
      difference = Math.max(difference, Math.abs(expected[i] - (double) found[i]));
    }
    return difference <= TOLERANCE * largest;
  }

  private static String text(long[] ids, int row) {
    return row < ids.length ? Long.toString(ids[row]) : "none";
  }

  private static String text(float[] logits, int row, int classes) {
    int shown = Math.min(SHOWN, classes);
    String numbers =
        Arrays.toString(Arrays.copyOfRange(logits, row * classes, row * classes + shown));
    return shown < classes ? numbers.replace("]", ", ...]") : numbers;
  }
}

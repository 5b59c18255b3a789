package org.almkd.teacher;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.almkd.data.BlockReader;
import org.almkd.data.InvalidDataException;
import org.almkd.data.RowArrays;
import org.almkd.data.RowBlock;
import org.almkd.data.Split;
import org.almkd.model.SharedNetwork;
import org.almkd.storage.Artefact;
import org.almkd.storage.Finding;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.almkd.storage.Sha256;
import org.almkd.storage.StorageException;

/**
 * Computes a sample of stored logits anew, from the network or the imported logits that their
 * manifest names, and compares.
 *
 * @param labels the logits, an artefact of kind {@link SoftLabels#KIND}
 * @param data the rows that they are for
 * @param teacher the network they are of, or where they were imported the prepared rows of logits
 * @param networks all networks of the store, to say whose logits were found instead
 * @param sample rows of each file that are compared
 */
public record SoftLabelAudit(
    Artefact labels, Artefact data, Artefact teacher, List<Artefact> networks, int sample)
    implements Serializable {
  /** Property that names the network. */
  public static final String TEACHER = "teacher";

  /** Property that names the prepared rows of imported logits. */
  public static final String LOGITS = "logits";

  /** Property that names the rows. */
  public static final String DATA = "data";

  /**
   * Share of a row's largest logit by which it may differ: other batches and processors round
   * otherwise.
   */
  private static final double TOLERANCE = 1e-4;

  private static final int SHOWN = 3;
  private static final int ONE_THREAD = 1;

  /** Copies the list. */
  public SoftLabelAudit {
    networks = List.copyOf(networks);
  }

  /**
   * Returns what is wrong with the key of an artefact: it is the digest of teacher, rows and
   * format.
   */
  public static Optional<Finding> key(Artefact labels) {
    boolean imported = labels.manifest().properties().containsKey(LOGITS);
    String expected =
        Sha256.of(
            "%s|%s|%s|%s"
                .formatted(
                    SoftLabels.FORMAT,
                    labels.property(imported ? LOGITS : TEACHER),
                    labels.property(DATA),
                    imported ? "imported" : "clean"));
    String found = labels.manifest().key();
    return found.equals(expected)
        ? Optional.empty()
        : Optional.of(
            new Finding(
                labels.folder(),
                "the key " + found,
                expected + ", the digest of the teacher and the rows that its manifest names"));
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
    int classes = table.width(SoftLabels.LOGITS);
    float[] found = RowArrays.gather(table.floats(SoftLabels.LOGITS), chosen, ids.length);
    return compare(entry, new Sample(rows, chosen, classes), found);
  }

  /** Rows of a block whose logits are compared. */
  private record Sample(RowBlock rows, int[] chosen, int classes) {
    long id(int i) {
      return rows.ids()[chosen[i]];
    }

    float[] features() {
      return RowArrays.gather(rows.features(), chosen, rows.rows());
    }
  }

  private Optional<Finding> compare(ManifestEntry entry, Sample sample, float[] found) {
    float[] expected;
    try {
      expected = isImported() ? imported(sample) : computed(teacher, sample);
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
                    sample.chosen().length,
                    whose(sample, found)),
            "%s, computed anew from the teacher %s"
                .formatted(text(expected, row, sample.classes()), teacher.manifest().key())));
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

  private static boolean saysSo(Artefact network, Sample sample, float[] found) {
    try {
      return wrong(computed(network, sample), found, sample.classes()).length == 0;
    } catch (InvalidDataException | StorageException e) {
      // A network for other rows or classes, or a damaged one, is not the one.
      return false;
    }
  }

  private static float[] computed(Artefact network, Sample sample) {
    ManifestEntry zip =
        network.manifest().entries().stream()
            .filter(e -> e.name().endsWith(".zip"))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidDataException(
                        "Cannot compute logits", "found no zip in " + network.folder()));
    int width = sample.rows().features().length / sample.rows().rows();
    return new SharedNetwork(
            network.storage(), network.path(zip), zip.sha256(), width, sample.classes(), ONE_THREAD)
        .with(n -> n.logits(sample.features(), sample.chosen().length));
  }

  /** Looks the rows up in what was imported, which is prepared as test rows. */
  private float[] imported(Sample sample) {
    BlockReader reader = new BlockReader(teacher);
    long[] ids = reader.index(Split.TEST).ids();
    float[] logits = new float[sample.chosen().length * sample.classes()];
    int first = 0;
    for (int b = 0; b < reader.blocks(Split.TEST); b++) {
      int rows = reader.rows(Split.TEST, b);
      if (ids[first] <= sample.id(sample.chosen().length - 1)
          && ids[first + rows - 1] >= sample.id(0)) {
        copy(reader.read(Split.TEST, b), sample, logits);
      }
      first += rows;
    }
    return logits;
  }

  private static void copy(RowBlock from, Sample sample, float[] logits) {
    int classes = sample.classes();
    for (int i = 0; i < sample.chosen().length; i++) {
      int row = Arrays.binarySearch(from.ids(), sample.id(i));
      if (row >= 0) {
        System.arraycopy(from.features(), row * classes, logits, i * classes, classes);
      }
    }
  }

  private boolean isImported() {
    return labels.manifest().properties().containsKey(LOGITS);
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

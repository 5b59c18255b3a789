package org.almkd.teacher;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.almkd.storage.Artefact;
import org.almkd.storage.StorageException;

/**
 * What is known of logits that {@link SparkOutOfFoldPass} made.
 *
 * @param networks keys of the F networks, in the order of the folds
 * @param seed run seed, which cut the folds
 * @param rows F numbers of training rows
 * @param correct F numbers of training rows whose given label the network that has not seen them
 *     finds the most probable; the lowest class wins ties
 */
// Read from a manifest and printed, never compared.
@SuppressWarnings("ArrayRecordComponent")
public record OutOfFold(List<String> networks, long seed, long[] rows, long[] correct) {
  /** Property that names the networks. */
  public static final String NETWORKS = "teachers";

  static final String SEED = "folds.seed";
  static final String ROWS = "folds.rows";
  static final String CORRECT = "folds.correct";

  /** Copies the list. */
  public OutOfFold {
    networks = List.copyOf(networks);
  }

  /** Reads what the manifest of such logits says. */
  public static OutOfFold of(SoftLabels softLabels) {
    return of(softLabels.artefact());
  }

  static OutOfFold of(Artefact labels) {
    try {
      return new OutOfFold(
          List.of(labels.property(NETWORKS).split(",")),
          Long.parseLong(labels.property(SEED)),
          numbers(labels.property(ROWS)),
          numbers(labels.property(CORRECT)));
    } catch (NumberFormatException e) {
      throw new StorageException(
          "Cannot use %s: its manifest says of the folds %s; expected whole numbers; delete the manifest so that it is built again"
              .formatted(labels.folder(), labels.manifest().properties()),
          e);
    }
  }

  /** Returns whether logits are of this kind. */
  static boolean is(Artefact labels) {
    return labels.manifest().properties().containsKey(NETWORKS);
  }

  /** Returns F. */
  public int folds() {
    return networks.size();
  }

  /** Returns the share of all training rows whose given label was found, in [0, 1]. */
  public double accuracy() {
    return (double) Arrays.stream(correct).sum() / Arrays.stream(rows).sum();
  }

  /** Returns that share of the rows of a fold. */
  public double accuracy(int fold) {
    return (double) correct[fold] / rows[fold];
  }

  static String text(long[] numbers) {
    return LongStream.of(numbers).mapToObj(Long::toString).collect(Collectors.joining(","));
  }

  private static long[] numbers(String text) {
    return Arrays.stream(text.split(",")).mapToLong(Long::parseLong).toArray();
  }
}

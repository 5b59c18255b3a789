package org.almkd.train;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.almkd.storage.Manifest;

/**
 * What the manifest of a checkpoint says of it. A manifest may be whole and say something else:
 * that of another version, or one that somebody else wrote.
 *
 * @param attempt who wrote it
 * @param parent who owned the run before; empty for the first
 * @param training digest of all that the training depends on
 * @param reached how far the training is
 */
record CheckpointLabel(String attempt, String parent, String training, Reached reached) {
  private static final String ATTEMPT = "attempt";
  private static final String PARENT = "parent";
  private static final String TRAINING = "training";
  private static final String EPOCH = "epoch";
  private static final String BATCH = "batch";

  /**
   * How far a training is.
   *
   * @param epoch epochs that are over
   * @param batch batches of the next one
   */
  record Reached(int epoch, int batch) implements Comparable<Reached> {
    private static final Comparator<Reached> ORDER =
        Comparator.comparingInt(Reached::epoch).thenComparingInt(Reached::batch);

    static Reached of(TrainingState state) {
      return new Reached(state.epoch(), state.batch());
    }

    @Override
    public int compareTo(Reached other) {
      return ORDER.compare(this, other);
    }

    /** In words. */
    @Override
    public String toString() {
      return batch == 0
          ? "after epoch %d".formatted(epoch)
          : "after epoch %d and %d batches".formatted(epoch, batch);
    }
  }

  /** Returns what a manifest says; nothing where it is that of no checkpoint. */
  static Optional<CheckpointLabel> of(Manifest manifest) {
    Map<String, String> properties = manifest.properties();
    try {
      CheckpointLabel label =
          new CheckpointLabel(
              properties.getOrDefault(ATTEMPT, ""),
              properties.getOrDefault(PARENT, ""),
              properties.getOrDefault(TRAINING, ""),
              new Reached(number(properties, EPOCH), number(properties, BATCH)));
      return manifest.entries().size() == 1 ? Optional.of(label) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static int number(Map<String, String> properties, String name) {
    return Integer.parseInt(properties.getOrDefault(name, ""));
  }

  /** Returns what the manifest is to say. */
  Map<String, String> properties() {
    return Map.of(
        ATTEMPT, attempt,
        PARENT, parent,
        TRAINING, training,
        EPOCH, Integer.toString(reached.epoch()),
        BATCH, Integer.toString(reached.batch()));
  }
}

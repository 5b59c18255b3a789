package org.almkd.train;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.almkd.config.CheckpointConfig;
import org.almkd.storage.ArtefactStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of all trainings of one attempt at a run, in the run's folder: {@code
 * checkpoints/TRAINING/}, a file and its manifest each. They are written by one thread in the
 * background, each under a new name, the manifest last.
 *
 * <p>A checkpoint names the attempt that wrote it. One counts if its attempt is of the line of the
 * attempt that looks ({@link org.almkd.storage.RunAttempts}), and that of a later attempt counts
 * before that of an earlier one: what is written by a process that lost the run, and does not know
 * it yet, is nobody's.
 */
public final class Checkpoints implements AutoCloseable {
  /** Kind of artefact in the run folder. */
  public static final String KIND = "checkpoints";

  /** Keeps nothing. */
  public static final Source NONE = (training, key, before) -> StateKeeper.NONE;

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private final Setting setting;
  private final ExecutorService writer;
  private final Set<CheckpointChain> active = ConcurrentHashMap.newKeySet();

  /** Gives trainings their keepers. */
  @FunctionalInterface
  public interface Source {
    /**
     * Returns who keeps the states of a training.
     *
     * @param training what it is called
     * @param key digest of all that it depends on
     * @param before only states of earlier epochs may be gone on from
     */
    StateKeeper of(String training, String key, int before);
  }

  /**
   * What all trainings of an attempt share.
   *
   * @param folder the run folder
   * @param line ids of the attempts whose checkpoints count, this one's first
   * @param config when checkpoints are written
   * @param ownership throws if the run belongs to another attempt by now
   * @param written is told of each checkpoint that was written
   * @param signal stops trainings
   * @param end when trainings stop by themselves, on the clock; absent where they do not
   * @param clock nanoseconds
   */
  public record Setting(
      ArtefactStore folder,
      List<String> line,
      CheckpointConfig config,
      Runnable ownership,
      Runnable written,
      StopSignal signal,
      Optional<Long> end,
      LongSupplier clock) {
    /** Copies the line. */
    public Setting {
      line = List.copyOf(line);
    }
  }

  /** Prepares to keep states; nothing is written yet. */
  public Checkpoints(Setting setting) {
    this.setting = setting;
    this.writer =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "almkd-checkpoints");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Returns who keeps the states of a training; see {@link Source}. */
  public StateKeeper of(String training, String key, int before) {
    String name = training.replaceAll("[^A-Za-z0-9._-]", "-").toLowerCase(Locale.ROOT);
    return new CheckpointChain(
        setting, "%s-%s".formatted(name, key.substring(0, 16)), key, before, writer, active);
  }

  /**
   * Writes, in the calling thread, the last state of each training that goes on; for a process that
   * is about to end. One that cannot be written keeps no other from it: what was written of that
   * training before still counts.
   *
   * @return what was reached and what could not be kept, in words; empty where nothing is trained
   */
  public String writeAll() {
    List<String> reached = new ArrayList<>();
    for (CheckpointChain chain : active) {
      try {
        chain.writeLast().ifPresent(reached::add);
      } catch (RuntimeException e) {
        LOG.warn("{}: its last state is not kept", chain.name(), e);
        reached.add(
            "%s at what was kept before, as its last state could not be: %s"
                .formatted(chain.name(), e.getMessage()));
      }
    }
    return String.join(", ", reached);
  }

  /** Waits until what the writer was asked for is written. */
  void settle() {
    try {
      writer.submit(() -> {}).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new AssertionError("nothing was done", e);
    }
  }

  /** Removes all checkpoints of the run: it is finished. */
  public void remove() {
    close();
    setting.folder().storage().delete(setting.folder().root() + "/" + KIND);
  }

  /** Writes nothing more in the background. */
  @Override
  public void close() {
    writer.shutdownNow();
  }

  static long nanos(Duration duration) {
    // Longer ones than a long can hold in nanoseconds, 292 years, never end.
    return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0
        ? Long.MAX_VALUE
        : duration.toNanos();
  }
}

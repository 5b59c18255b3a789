package org.almkd.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.DamagedFileException;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.StorageException;
import org.almkd.train.CheckpointLabel.Reached;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one training. At most three of its states are held: the last, one that waits
 * to be written and one that is written.
 */
final class CheckpointChain implements StateKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointChain.class);

  private final Checkpoints.Setting setting;
  private final String name;
  private final String key;
  private final int before;
  private final ExecutorService writer;
  private final Set<CheckpointChain> active;
  private final AtomicReference<TrainingState> waiting = new AtomicReference<>();
  private final Deque<Artefact> kept = new ArrayDeque<>();
  private volatile TrainingState last;
  private volatile boolean failed;

  /** What is not beyond it is not written, even once the training is over. */
  private Reached written;

  private int askedAtEpoch;
  private long askedAt;

  CheckpointChain(
      Checkpoints.Setting setting,
      String name,
      String key,
      int before,
      ExecutorService writer,
      Set<CheckpointChain> active) {
    this.setting = setting;
    this.name = name;
    this.key = key;
    this.before = before;
    this.writer = writer;
    this.active = active;
  }

  /** Returns what its checkpoints are called. */
  String name() {
    return name;
  }

  @Override
  public TrainingState resume(TrainingState start) {
    // Whoever lost the run while it prepared must not begin a training, which clears its traces.
    setting.ownership().run();
    List<Artefact> found = found();
    Optional<TrainingState> restored = Optional.empty();
    while (restored.isEmpty() && !found.isEmpty()) {
      restored = read(found.get(0), start);
      if (restored.isEmpty()) {
        found.remove(0);
      }
    }
    restored.ifPresent(
        state -> LOG.info("{}: goes on from its checkpoint {}", name, Reached.of(state)));
    // The oldest goes first, once there are newer ones.
    Collections.reverse(found);
    kept.addAll(found);
    TrainingState state = restored.orElse(start);
    askedAtEpoch = state.epoch();
    askedAt = setting.clock().getAsLong();
    last = state;
    isWritten(Reached.of(state));
    active.add(this);
    return state;
  }

  /** A checkpoint that may be gone on from. */
  private record Found(Artefact checkpoint, CheckpointLabel label) {}

  /** Returns what may be gone on from, the newest first. */
  private List<Artefact> found() {
    List<Found> found = new ArrayList<>();
    for (Artefact checkpoint : setting.folder().attempts(Checkpoints.KIND, name)) {
      Optional<CheckpointLabel> label = CheckpointLabel.of(checkpoint.manifest());
      if (label.isEmpty()) {
        LOG.warn(
            "skipped {}: its manifest is that of no checkpoint, with {} files and {}",
            checkpoint.folder(),
            checkpoint.manifest().entries().size(),
            checkpoint.manifest().properties());
      } else if (!setting.line().contains(label.get().attempt())) {
        LOG.warn(
            "skipped {}: it was written by the attempt {}, which did not own the run",
            checkpoint.folder(),
            label.get().attempt());
      } else if (key.equals(label.get().training()) && label.get().reached().epoch() < before) {
        found.add(new Found(checkpoint, label.get()));
      }
    }
    found.sort(
        Comparator.<Found>comparingInt(f -> setting.line().indexOf(f.label().attempt()))
            .thenComparing(f -> f.label().reached(), Comparator.reverseOrder()));
    List<Artefact> newestFirst = new ArrayList<>();
    found.forEach(f -> newestFirst.add(f.checkpoint()));
    return newestFirst;
  }

  /** What is damaged is passed over; what cannot be reached now may be whole, and is waited for. */
  private static Optional<TrainingState> read(Artefact checkpoint, TrainingState start) {
    try {
      ManifestEntry entry = checkpoint.manifest().entries().get(0);
      TrainingState state =
          checkpoint.read(entry, in -> TrainingStateFormat.read(in, entry.bytes()));
      if (state.fits(start)) {
        return Optional.of(state);
      }
      LOG.warn("skipped the checkpoint {}: it is of another network", checkpoint.folder());
    } catch (DamagedFileException e) {
      LOG.warn("skipped the checkpoint {}: {}", checkpoint.folder(), e.getMessage());
    } catch (StorageException e) {
      throw new StorageException(
          "Cannot go on from the checkpoint %s: %s; or delete the checkpoint and its manifest, to go on from the one before"
              .formatted(checkpoint.folder(), e.getMessage()),
          e);
    }
    return Optional.empty();
  }

  @Override
  public void reached(TrainingState state) {
    last = state;
    long now = setting.clock().getAsLong();
    if (setting.end().isPresent() && now - setting.end().get() >= 0) {
      setting
          .signal()
          .stop(
              new TrainingStoppedException(
                  TrainingStoppedException.OUT_OF_TIME, "run.max-duration is over"));
    }
    setting.signal().check();
    if (isDue(state, now)) {
      failed = false;
      askedAtEpoch = state.epoch();
      askedAt = now;
      if (waiting.getAndSet(state) == null) {
        submit();
      }
    }
  }

  private void submit() {
    try {
      writer.execute(this::writeWaiting);
    } catch (RejectedExecutionException e) {
      // The run ends; who ends it writes what is to be written.
      waiting.set(null);
    }
  }

  private boolean isDue(TrainingState state, long now) {
    long since = now - askedAt;
    boolean epochs =
        state.batch() == 0 && state.epoch() - askedAtEpoch >= setting.config().everyEpochs();
    return since >= Checkpoints.nanos(setting.config().every())
        || ((epochs || failed) && since >= Checkpoints.nanos(setting.config().pause()));
  }

  private void writeWaiting() {
    TrainingState state = waiting.getAndSet(null);
    if (state == null) {
      return;
    }
    try {
      write(state);
    } catch (StorageException e) {
      failed = true;
      LOG.warn(
          "{}: no checkpoint was written, the next one is tried as usual: {}",
          name,
          e.getMessage());
    } catch (RuntimeException e) {
      setting.signal().stop(e);
    }
  }

  @Override
  public void finished(TrainingState state) {
    waiting.set(null);
    write(state);
    active.remove(this);
    last = null;
  }

  /** Writes the last state unless it was, and says which it is. */
  Optional<String> writeLast() {
    TrainingState state = last;
    if (state == null) {
      return Optional.empty();
    }
    write(state);
    return Optional.of("%s %s".formatted(name, Reached.of(state)));
  }

  private synchronized void isWritten(Reached reached) {
    written = reached;
  }

  /**
   * Writes a state that goes beyond what was written. The writer may come here late, with a state
   * that it took before whoever ends the training, or the process, wrote the last.
   */
  private synchronized void write(TrainingState state) {
    Reached reached = Reached.of(state);
    if (reached.compareTo(written) <= 0) {
      return;
    }
    setting.ownership().run();
    long began = System.nanoTime();
    ArtefactStore folder = setting.folder();
    Attempt attempt = folder.begin(Checkpoints.KIND, name);
    ManifestEntry entry =
        attempt.write("state", ".bin", out -> TrainingStateFormat.write(state, out));
    kept.add(folder.publish(attempt, List.of(entry), label(reached).properties()));
    written = reached;
    setting.written().run();
    prune();
    LOG.debug(
        "{}: checkpoint {}, {} bytes in {} us",
        name,
        reached,
        entry.bytes(),
        (System.nanoTime() - began) / 1_000);
  }

  private CheckpointLabel label(Reached reached) {
    List<String> line = setting.line();
    String parent = line.size() > 1 ? line.get(1) : "";
    return new CheckpointLabel(line.get(0), parent, key, reached);
  }

  private void prune() {
    while (kept.size() > setting.config().keep()) {
      Artefact oldest = kept.remove();
      try {
        setting.folder().remove(oldest);
      } catch (StorageException e) {
        LOG.warn("{}: an old checkpoint stays: {}", name, e.getMessage());
      }
    }
  }
}

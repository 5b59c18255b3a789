package org.almkd.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one training. At most three of its states are held: the last, one that waits
 * to be written and one that is written.
 */
final class CheckpointChain implements StateKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointChain.class);
  private static final String ATTEMPT = "attempt";
  private static final String PARENT = "parent";
  private static final String TRAINING = "training";
  private static final String EPOCH = "epoch";
  private static final String BATCH = "batch";

  private final Checkpoints.Setting setting;
  private final String name;
  private final String key;
  private final int before;
  private final ExecutorService writer;
  private final Set<CheckpointChain> active;
  private final AtomicReference<TrainingState> waiting = new AtomicReference<>();
  private final Deque<Artefact> kept = new ArrayDeque<>();
  private volatile TrainingState last;
  private volatile TrainingState written;
  private volatile boolean failed;
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
    List<Artefact> found = found();
    Optional<TrainingState> restored = Optional.empty();
    while (restored.isEmpty() && !found.isEmpty()) {
      restored = read(found.get(0), start);
      if (restored.isEmpty()) {
        found.remove(0);
      }
    }
    restored.ifPresent(state -> LOG.info("{}: goes on from its checkpoint {}", name, where(state)));
    // The oldest goes first, once there are newer ones.
    Collections.reverse(found);
    kept.addAll(found);
    TrainingState state = restored.orElse(start);
    askedAtEpoch = state.epoch();
    askedAt = setting.clock().getAsLong();
    last = state;
    written = state;
    active.add(this);
    return state;
  }

  /** Returns what may be gone on from, the newest first. */
  private List<Artefact> found() {
    List<Artefact> found = new ArrayList<>();
    for (Artefact checkpoint : setting.folder().attempts(Checkpoints.KIND, name)) {
      Map<String, String> properties = checkpoint.manifest().properties();
      if (!setting.line().contains(properties.get(ATTEMPT))) {
        LOG.warn(
            "skipped {}: it was written by the attempt {}, which did not own the run",
            checkpoint.folder(),
            properties.get(ATTEMPT));
      } else if (key.equals(properties.get(TRAINING)) && number(checkpoint, EPOCH) < before) {
        found.add(checkpoint);
      }
    }
    found.sort(
        Comparator.<Artefact>comparingInt(
                c -> setting.line().indexOf(c.manifest().properties().get(ATTEMPT)))
            .thenComparing(Comparator.<Artefact>comparingInt(c -> number(c, EPOCH)).reversed())
            .thenComparing(Comparator.<Artefact>comparingInt(c -> number(c, BATCH)).reversed()));
    return found;
  }

  private static int number(Artefact checkpoint, String property) {
    return Integer.parseInt(checkpoint.property(property));
  }

  private static Optional<TrainingState> read(Artefact checkpoint, TrainingState start) {
    try {
      ManifestEntry entry = checkpoint.manifest().entries().get(0);
      TrainingState state =
          checkpoint.read(entry, in -> TrainingStateFormat.read(in, entry.bytes()));
      if (state.fits(start)) {
        return Optional.of(state);
      }
      LOG.warn("skipped the checkpoint {}: it is of another network", checkpoint.folder());
    } catch (StorageException e) {
      LOG.warn("skipped the checkpoint {}: {}", checkpoint.folder(), e.getMessage());
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
    written = null;
  }

  /** Writes the last state unless it was, and says which it is. */
  Optional<String> writeLast() {
    TrainingState state = last;
    if (state == null) {
      return Optional.empty();
    }
    write(state);
    return Optional.of(description(state));
  }

  @SuppressWarnings("ReferenceEquality") // the same state is meant, not one of equal numbers
  private synchronized void write(TrainingState state) {
    if (state == written) {
      return;
    }
    setting.ownership().run();
    long began = System.nanoTime();
    ArtefactStore folder = setting.folder();
    Attempt attempt = folder.begin(Checkpoints.KIND, name);
    ManifestEntry entry =
        attempt.write("state", ".bin", out -> TrainingStateFormat.write(state, out));
    kept.add(folder.publish(attempt, List.of(entry), properties(state)));
    written = state;
    prune();
    LOG.debug(
        "{}: checkpoint {}, {} bytes in {} us",
        name,
        where(state),
        entry.bytes(),
        (System.nanoTime() - began) / 1_000);
  }

  private Map<String, String> properties(TrainingState state) {
    List<String> line = setting.line();
    return Map.of(
        ATTEMPT, line.get(0),
        PARENT, line.size() > 1 ? line.get(1) : "",
        TRAINING, key,
        EPOCH, Integer.toString(state.epoch()),
        BATCH, Integer.toString(state.batch()));
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

  private String description(TrainingState state) {
    return "%s %s".formatted(name, where(state));
  }

  private static String where(TrainingState state) {
    return state.batch() == 0
        ? "after epoch %d".formatted(state.epoch())
        : "after epoch %d and %d batches".formatted(state.epoch(), state.batch());
  }
}

package org.almkd;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.almkd.config.ConfigDifference;
import org.almkd.config.InvalidConfigException;
import org.almkd.config.RunConfig;
import org.almkd.report.RunFolder;
import org.almkd.report.Status;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.RunAttempts;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.almkd.train.Checkpoints;
import org.almkd.train.StopSignal;
import org.almkd.train.TrainingStoppedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's hold on a run, from its start to its end: writes status.json with a heartbeat,
 * sees when another start has taken the run over, and keeps what is needed to go on when the
 * process is told to end.
 */
final class RunOwnership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunOwnership.class);
  private static final String DIGEST = "configDigest";
  private static final String EFFECTIVE = "effective";
  private static final String STARTED = "started";

  /** What an attempt says of itself: who it is, its process, and its Spark application. */
  static final String OWNER = "owner";

  static final String PROCESS = "process";
  static final String APPLICATION = "application";

  private static final int LAST_BEAT_SECONDS = 3;

  /** Runs that this process works on, by their folders. */
  private static final Map<String, RunOwnership> OPEN = new ConcurrentHashMap<>();

  private final RunFolder folder;
  private final String runId;
  private final Duration interval;
  private final RunAttempts attempts;
  private final RunAttempts.RunAttempt attempt;
  private final StopSignal signal = new StopSignal();
  private final Checkpoints checkpoints;
  private final ScheduledExecutorService heart;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final String owner = RunProcess.owner();
  private final String process = RunProcess.current().toString();

  private RunOwnership(
      Storage storage,
      RunFolder folder,
      RunConfig config,
      RunAttempts attempts,
      Optional<Status> last,
      LastOwner.Start start) {
    this.folder = folder;
    this.runId = start.runId();
    this.interval = config.run().heartbeat();
    this.attempts = attempts;
    this.attempt = attempts.begin(facts(config, start.application()));
    requireOwnership();
    long started = System.nanoTime() - takenBefore(last, start.application()).toNanos();
    this.checkpoints =
        new Checkpoints(
            new Checkpoints.Setting(
                new ArtefactStore(storage, folder.path()),
                attempts.line(attempt),
                config.run().checkpoint(),
                this::requireOwnership,
                TrainingMetrics.OF_THIS_DRIVER::checkpointWritten,
                signal,
                config.run().maxDuration().map(limit -> started + nanos(limit)),
                System::nanoTime));
    this.heart =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "almkd-heartbeat");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Takes a run that nobody works on.
   *
   * @param application Spark's id of the application that this process is the driver of
   * @throws InvalidConfigException if it was begun with another configuration
   * @throws StorageException if a process that lives works on it
   */
  static RunOwnership take(
      Storage storage, RunFolder folder, RunConfig config, String runId, String application) {
    RunAttempts attempts = new RunAttempts(storage, folder.path());
    boolean isOpen = OPEN.containsKey(folder.path());
    LastOwner.Start start =
        new LastOwner.Start(runId, application, config.run().heartbeat(), isOpen);
    new LastOwner(folder, attempts, start).requireGone();
    Optional<Status> last = folder.lastStatus();
    RunOwnership taken = new RunOwnership(storage, folder, config, attempts, last, start);
    taken.open();
    if (!taken.attempt.parent().isEmpty()) {
      LOG.info("run {}: started before, goes on where it stopped", runId);
    }
    return taken;
  }

  /**
   * Returns whether an attempt was an earlier try of an application: that of a driver that was
   * lost, in whose place this one was started.
   */
  static boolean isEarlierTry(RunAttempts.RunAttempt attempt, String application) {
    return attempt.fact(APPLICATION).equals(application)
        && !attempt.fact(PROCESS).equals(RunProcess.current().toString());
  }

  /**
   * Returns how long ago the first try of the application began: it has one limit for all, unless
   * the last of them failed, as a cell of a sweep may have done long ago.
   */
  private Duration takenBefore(Optional<Status> last, String application) {
    if (last.filter(status -> status.state() == Status.State.FAILED).isPresent()) {
      return Duration.ZERO;
    }
    Instant now = Instant.now();
    Instant first = now;
    for (RunAttempts.RunAttempt earlier : attempts.before(attempt)) {
      if (!isEarlierTry(earlier, application)) {
        break;
      }
      try {
        first = Instant.parse(earlier.fact(STARTED));
      } catch (DateTimeParseException e) {
        LOG.warn("run {}: the attempt {} does not tell when it began", runId, earlier.id());
      }
    }
    return first.isBefore(now) ? Duration.between(first, now) : Duration.ZERO;
  }

  private void open() {
    OPEN.put(folder.path(), this);
    RunShutdown.watch();
    try {
      status(Status.State.RUNNING, -1, "");
    } catch (StorageException e) {
      close();
      throw e;
    }
    Future<?> unused =
        heart.scheduleWithFixedDelay(
            this::beat, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Compares a configuration with that of the first start under the same id.
   *
   * @throws InvalidConfigException if they differ in what can change a result
   */
  static void requireSame(Storage storage, RunFolder folder, RunConfig config, String runId) {
    Optional<RunAttempts.RunAttempt> before = new RunAttempts(storage, folder.path()).owner();
    if (before.isEmpty() || before.get().fact(DIGEST).equals(config.digest())) {
      return;
    }
    List<String> differences =
        ConfigDifference.between(before.get().fact(EFFECTIVE), config.effective());
    throw new InvalidConfigException(
        List.of(
            "Cannot run %s: it was started with another configuration; found %s; expected the same under one id; choose another run.id, set run.fresh = true, or remove %s"
                .formatted(runId, String.join("; ", differences), folder.path())));
  }

  /** Returns the runs that this process works on. */
  static Set<RunOwnership> openRuns() {
    return Set.copyOf(OPEN.values());
  }

  private Map<String, String> facts(RunConfig config, String application) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(OWNER, owner);
    facts.put(PROCESS, process);
    facts.put(APPLICATION, application);
    facts.put(STARTED, Instant.now().toString());
    facts.put(DIGEST, config.digest());
    facts.put(EFFECTIVE, config.effective());
    return facts;
  }

  /** Returns where the states of the run's trainings are kept. */
  Checkpoints checkpoints() {
    return checkpoints;
  }

  /**
   * Asks whether the run is still this process's.
   *
   * @throws StorageException if another start has taken it over
   */
  void requireOwnership() {
    if (attempts.isOwner(attempt)) {
      return;
    }
    String other = attempts.owner().map(o -> o.fact(OWNER)).orElse("another start");
    StorageException lost =
        new StorageException(
            "Cannot go on with %s: found that %s has taken it over; expected one process a run; this one stops, and nothing of the other is changed"
                .formatted(runId, other));
    signal.stop(lost);
    throw lost;
  }

  /**
   * Asks whether the run is still this process's and is to go on: before anything that another
   * start would meet is written or removed.
   *
   * @throws StorageException if another start has taken it over
   * @throws TrainingStoppedException if it was told to stop, after which what fails is no result
   */
  void requireToGoOn() {
    signal.check();
    requireOwnership();
  }

  private void beat() {
    try {
      requireOwnership();
      if (!ended.get()) {
        status(Status.State.RUNNING, -1, "");
      }
    } catch (RuntimeException | Error e) {
      // Thrown on, it would end all heartbeats, and the run pass for dead.
      LOG.warn("run {}: no heartbeat: {}", runId, e.toString());
    }
  }

  /** Returns false where the run has ended before; afterwards the heart is still. */
  private boolean end() {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    heart.shutdown();
    try {
      // A last beat would say that the run goes on.
      if (!heart.awaitTermination(LAST_BEAT_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("run {}: a heartbeat is still on its way", runId);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  /**
   * The run is done: nothing of it needs to be kept to go on.
   *
   * @throws StorageException if another start has taken it over, whose status and checkpoints stay
   */
  synchronized void succeeded() {
    if (end()) {
      requireOwnership();
      status(Status.State.SUCCEEDED, 0, "");
      try {
        checkpoints.remove();
      } catch (StorageException e) {
        LOG.warn("run {} is finished, and its checkpoints stay: {}", runId, e.getMessage());
      }
    }
  }

  /** The run ended with an error. */
  synchronized void failed(int exitCode, String message) {
    // Of a run that another process owns by now, that one tells.
    if (end() && attempts.isOwner(attempt)) {
      status(Status.State.FAILED, exitCode, message);
    }
  }

  /**
   * The run stops, to be started again: writes the last state of each training, in the calling
   * thread and without Spark, and says so. What cannot be written is a part of what is said.
   *
   * @return what was said
   * @throws StorageException if another start has taken it over, or if it cannot be said
   */
  synchronized String stopped(TrainingStoppedException why) {
    signal.stop(why);
    if (!end()) {
      return why.getMessage();
    }
    String reached = checkpoints.writeAll();
    requireOwnership();
    String message =
        "Stopped %s%s: %s; start it again with the same run id to go on"
            .formatted(runId, reached.isEmpty() ? "" : " (" + reached + ")", why.getMessage());
    status(Status.State.RESUMABLE, why.exitCode(), message);
    return message;
  }

  /** Returns why the run is to stop, where it was told to. */
  Optional<TrainingStoppedException> toldToStop() {
    return signal
        .reason()
        .filter(TrainingStoppedException.class::isInstance)
        .map(TrainingStoppedException.class::cast);
  }

  private void status(Status.State state, int exitCode, String message) {
    folder.status(
        new Status(
            runId,
            state,
            owner,
            attempt.id(),
            process,
            Instant.now(),
            interval,
            exitCode,
            message));
  }

  @Override
  public void close() {
    heart.shutdownNow();
    checkpoints.close();
    OPEN.remove(folder.path(), this);
  }

  private static long nanos(Duration duration) {
    // More than a century is for ever.
    return duration.toDays() > 36_500 ? Long.MAX_VALUE / 2 : duration.toNanos();
  }
}

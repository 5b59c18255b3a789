package org.almkd;

import java.util.List;
import java.util.Optional;
import org.almkd.config.InvalidConfigException;
import org.almkd.config.Purpose;
import org.almkd.config.RunConfig;
import org.almkd.report.RunFolder;
import org.almkd.report.Status;
import org.almkd.storage.RunAttempts;
import org.almkd.storage.RunUses;
import org.almkd.storage.Storage;
import org.almkd.train.Checkpoints;
import org.almkd.train.TrainingStoppedException;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main job: a run folder for a configuration, made once. */
final class DistillCommand implements SparkCommand {
  private static final Logger LOG = LoggerFactory.getLogger(DistillCommand.class);

  @Override
  public Purpose purpose() {
    return Purpose.DISTILL;
  }

  @Override
  public void run(SparkSession session, Storage storage, RunConfig config) {
    Console.print(String.join("\n", summary(session, storage, config)));
  }

  /** Makes the run folder unless it is finished, and returns its last lines. */
  static List<String> summary(SparkSession session, Storage files, RunConfig config) {
    SparkRetryCounter retries = new SparkRetryCounter(session.sparkContext());
    TrainingMetrics.OF_THIS_DRIVER.countsRetries(retries);
    Storage storage = files.countedBy(retries);
    String application = session.sparkContext().applicationId();
    String runId = runId(storage, config, application);
    RunFolder folder = folder(storage, config, runId);
    requireOwnFolder(storage, folder, config);
    RunOwnership.requireSame(storage, folder, config, runId);
    if (folder.isFinished()) {
      LOG.info("run {} is finished already; run.fresh = true runs it anew", runId);
      sayFinished(storage, folder, runId);
      return summary(folder);
    }
    try (RunOwnership ownership = RunOwnership.take(storage, folder, config, runId, application)) {
      if (folder.isFinished()) {
        // Its last owner did so after the first look; nothing of it may be written over.
        LOG.info("run {} was finished meanwhile", runId);
        ownership.succeeded();
        return summary(folder);
      }
      return summary(session, storage, config, runId, folder, ownership);
    }
  }

  private static List<String> summary(RunFolder folder) {
    return folder.read("summary.txt").strip().lines().toList();
  }

  /** Asked before the first file is written: in a store it would look like one of a run. */
  private static void requireOwnFolder(Storage storage, RunFolder folder, RunConfig config) {
    if (RunUses.isOfStore(storage, folder.path(), config.storeDir())) {
      throw new InvalidConfigException(
          List.of(
              "Cannot keep the run in %s: found the store %s there; expected a folder of its own; choose another run.id or store.dir"
                  .formatted(folder.path(), storage.qualify(config.storeDir()))));
    }
  }

  /** Whoever finished the run may have been killed before it said so. */
  private static void sayFinished(Storage storage, RunFolder folder, String runId) {
    Optional<Status> last = folder.lastStatus();
    if (last.isPresent() && last.get().state() != Status.State.SUCCEEDED) {
      folder.status(last.get().succeeded());
      storage.delete(folder.path() + "/" + Checkpoints.KIND);
      LOG.info("run {}: its last process ended before status.json said so", runId);
    }
  }

  private static List<String> summary(
      SparkSession session,
      Storage storage,
      RunConfig config,
      String runId,
      RunFolder folder,
      RunOwnership ownership) {
    try {
      List<String> summary =
          new DistillationRun(session, storage, config, runId, folder, ownership).run();
      ownership.succeeded();
      return summary;
    } catch (Exception | Error e) {
      // Whatever else goes wrong while Spark ends comes of its end.
      Optional<TrainingStoppedException> stop = ownership.toldToStop();
      if (stop.isPresent()) {
        throw new TrainingStoppedException(stop.get().exitCode(), ownership.stopped(stop.get()));
      }
      // Spark throws checked exceptions that it does not declare, and its tasks errors.
      reportFailure(ownership, e);
      throw e;
    }
  }

  /**
   * A fresh run takes the first id that no folder has: id, id-2, id-3, ...; started again in place
   * of a driver that was lost, it takes the id of that.
   */
  private static String runId(Storage storage, RunConfig config, String application) {
    String id = config.runId();
    for (int n = 2; config.run().fresh(); n++) {
      RunFolder folder = folder(storage, config, id);
      boolean free =
          !folder.exists()
              || new RunAttempts(storage, folder.path())
                  .owner()
                  .filter(last -> RunOwnership.isEarlierTry(last, application))
                  .isPresent();
      if (free) {
        break;
      }
      id = config.runId() + "-" + n;
    }
    return id;
  }

  private static RunFolder folder(Storage storage, RunConfig config, String runId) {
    return new RunFolder(storage, config.run().dir() + "/" + runId);
  }

  private static void reportFailure(RunOwnership ownership, Throwable failure) {
    try {
      ownership.failed(Failures.exitCode(failure), Failures.message(failure));
    } catch (RuntimeException statusFailure) {
      // What failed first is what the user must hear of.
      failure.addSuppressed(statusFailure);
    }
  }
}

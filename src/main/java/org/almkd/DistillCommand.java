package org.almkd;

import java.time.Instant;
import java.util.List;
import org.almkd.config.Purpose;
import org.almkd.config.RunConfig;
import org.almkd.report.RunFolder;
import org.almkd.report.Status;
import org.almkd.storage.Storage;
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
    Storage storage = files.countedBy(new SparkRetryCounter(session.sparkContext()));
    String runId = runId(storage, config);
    RunFolder folder = folder(storage, config, runId);
    if (folder.isFinished()) {
      LOG.info("run {} is finished already; run.fresh = true runs it anew", runId);
      return folder.read("summary.txt").strip().lines().toList();
    }
    folder.status(status(runId, Status.State.RUNNING, -1, ""));
    try {
      List<String> summary = new DistillationRun(session, storage, config, runId, folder).run();
      folder.status(status(runId, Status.State.SUCCEEDED, 0, ""));
      return summary;
    } catch (Exception | Error e) {
      // Spark throws checked exceptions that it does not declare, and its tasks errors.
      reportFailure(folder, runId, e);
      throw e;
    }
  }

  /** A fresh run takes the first id that no folder has: id, id-2, id-3, ... */
  private static String runId(Storage storage, RunConfig config) {
    String id = config.runId();
    for (int n = 2; config.run().fresh() && folder(storage, config, id).exists(); n++) {
      id = config.runId() + "-" + n;
    }
    return id;
  }

  private static RunFolder folder(Storage storage, RunConfig config, String runId) {
    return new RunFolder(storage, config.run().dir() + "/" + runId);
  }

  private static void reportFailure(RunFolder folder, String runId, Throwable failure) {
    String message = Failures.message(failure);
    try {
      folder.status(status(runId, Status.State.FAILED, Failures.exitCode(failure), message));
    } catch (RuntimeException statusFailure) {
      // What failed first is what the user must hear of.
      failure.addSuppressed(statusFailure);
    }
  }

  private static Status status(String runId, Status.State state, int exitCode, String message) {
    String owner =
        ProcessHandle.current().pid() + "@" + System.getenv().getOrDefault("HOSTNAME", "localhost");
    return new Status(runId, state, owner, Instant.now(), exitCode, message);
  }
}

package org.almkd;

import org.almkd.config.Purpose;
import org.almkd.config.RunConfig;
import org.almkd.storage.Storage;
import org.apache.spark.sql.SparkSession;

/** What a command does once there is a checked configuration and a session. */
interface SparkCommand {
  /** Returns what the configuration is read for. */
  Purpose purpose();

  /** Does it. */
  void run(SparkSession session, Storage storage, RunConfig config);
}

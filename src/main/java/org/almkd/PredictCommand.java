package org.almkd;

import org.almkd.config.Purpose;
import org.almkd.config.RunConfig;
import org.almkd.storage.Storage;
import org.apache.spark.sql.SparkSession;

/** Applies an exported network to new rows. */
final class PredictCommand implements SparkCommand {
  @Override
  public Purpose purpose() {
    return Purpose.PREDICT;
  }

  @Override
  public void run(SparkSession session, Storage storage, RunConfig config) {
    throw new IllegalStateException("pending");
  }
}

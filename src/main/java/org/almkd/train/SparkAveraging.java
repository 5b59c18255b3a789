package org.almkd.train;

import org.almkd.mixing.LambdaTable;
import org.almkd.model.Replica;
import org.apache.spark.broadcast.Broadcast;

/** Who runs the rounds of parameter averaging ({@code train.averaging.master}). */
public sealed interface SparkAveraging permits SparkRounds, SparkDl4jRounds {
  /** Runs one round; lambdas stay broadcast between rounds and belong to the caller. */
  SparkRounds.Result run(Replica start, Broadcast<LambdaTable> lambdas, SparkRounds.Steps steps);
}

package org.almkd.config;

/** Where executors keep the rows that they work on ({@code cluster.shards}). */
public enum ShardPlacement {
  /** On the heap where they fit, else in mapped files. */
  AUTO,
  /** On the heap. */
  HEAP,
  /** In files in the executors' local folders, mapped into memory. */
  MAPPED
}

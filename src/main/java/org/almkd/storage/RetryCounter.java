package org.almkd.storage;

import java.io.Serializable;

/** Counts requests to a file system that were made again; travels to executors with a storage. */
public interface RetryCounter extends Serializable {
  /**
   * Counts.
   *
   * @param repeats actions of {@link Storage} that were tried again
   * @param clientRepeats requests that the file system's own client made again
   */
  void add(long repeats, long clientRepeats);

  /** What was counted so far; of tasks, by those that have ended well. */
  RetryCounts counts();
}

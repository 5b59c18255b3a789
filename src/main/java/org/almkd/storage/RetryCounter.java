package org.almkd.storage;

import java.io.Serializable;

/** Counts what was asked of a file system again; travels to executors with a storage. */
public interface RetryCounter extends Serializable {
  /** Counts one more. */
  void add();

  /** What was counted so far; of tasks, by those that have ended well. */
  long count();
}

package org.almkd.storage;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.SplittableRandom;
import org.almkd.config.Secrets;
import org.apache.hadoop.fs.FSError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something on a file system, and does it again after waits that grow where it failed for a
 * reason that passes by itself ({@link TransientFailure}). Every retry is logged and counted.
 */
final class Retries implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  private final RetryPolicy policy;
  private final RetryCounter counter;
  private transient Pause pause;

  Retries(RetryPolicy policy, RetryCounter counter, Pause pause) {
    this.policy = policy;
    this.counter = counter;
    this.pause = pause;
  }

  /** What is done; it may be called any number of times. */
  interface Work<T> {
    T run() throws IOException;
  }

  RetryCounter counter() {
    return counter;
  }

  /** The same retries, counted elsewhere. */
  Retries countedBy(RetryCounter other) {
    return new Retries(policy, other, pause);
  }

  /**
   * Does it until it succeeds or may not be tried again.
   *
   * @param action what is done, such as "write"
   * @param path the full address
   * @throws StorageException if it failed for good
   */
  <T> T call(String action, String path, Work<T> work) {
    long start = pause.nanoTime();
    SplittableRandom random = new SplittableRandom(start);
    for (int tried = 1; ; tried++) {
      try {
        return work.run();
      } catch (IOException | FSError e) {
        Duration wait = policy.wait(tried, random);
        Duration sinceFirst = Duration.ofNanos(pause.nanoTime() - start);
        if (!TransientFailure.is(e) || !policy.allows(tried, sinceFirst.plus(wait))) {
          throw StorageFailure.of(action, path, e, tried, sinceFirst);
        }
        LOG.warn(
            "cannot {} {}: {}; trying again in {} ms (retry {} of at most {})",
            action,
            Secrets.mask(path),
            Secrets.mask(StorageFailure.text(e)),
            wait.toMillis(),
            tried,
            policy.attempts() - 1);
        counter.add();
        sleep(wait, StorageFailure.of(action, path, e, tried, sinceFirst));
      }
    }
  }

  private void sleep(Duration wait, StorageException failure) {
    try {
      pause.sleep(wait);
    } catch (InterruptedException e) {
      // The task is being killed: what failed is told, and nothing more is tried.
      Thread.currentThread().interrupt();
      throw failure;
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    pause = Pause.REAL;
  }
}

package org.almkd.storage;

import java.time.Duration;

/** Time as retries see it. */
interface Pause {
  /** The computer's own. */
  Pause REAL =
      new Pause() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
          Thread.sleep(time.toMillis());
        }
      };

  /** A clock that never goes back, in nanoseconds. */
  long nanoTime();

  /** Waits. */
  void sleep(Duration time) throws InterruptedException;
}

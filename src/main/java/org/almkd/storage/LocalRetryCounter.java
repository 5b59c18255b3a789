package org.almkd.storage;

import java.util.concurrent.atomic.AtomicLong;

/** Counts in one JVM: a copy that travels begins with what was counted then, and tells nobody. */
final class LocalRetryCounter implements RetryCounter {
  private static final long serialVersionUID = 1L;

  private final AtomicLong count = new AtomicLong();

  @Override
  public void add() {
    count.incrementAndGet();
  }

  @Override
  public long count() {
    return count.get();
  }
}

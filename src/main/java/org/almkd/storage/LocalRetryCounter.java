package org.almkd.storage;

import java.util.concurrent.atomic.AtomicLong;

/** Counts in one JVM: a copy that travels begins with what was counted then, and tells nobody. */
final class LocalRetryCounter implements RetryCounter {
  private static final long serialVersionUID = 1L;

  private final AtomicLong repeats = new AtomicLong();
  private final AtomicLong clientRepeats = new AtomicLong();

  @Override
  public void add(long more, long moreOfClient) {
    repeats.addAndGet(more);
    clientRepeats.addAndGet(moreOfClient);
  }

  @Override
  public RetryCounts counts() {
    return new RetryCounts(repeats.get(), clientRepeats.get());
  }
}

package org.almkd.storage;

import java.io.Serializable;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How often and how long something is tried that failed for a reason that passes. The wait before
 * retry n (from 1) is uniform in [0, min(longest, first x 2^(n-1))]: waits of many clients that
 * failed at once must not end at once.
 *
 * @param attempts tries in all, the first included; >= 1
 * @param first bound of the first wait
 * @param longest bound of all waits
 * @param within no try begins later than this after the first one began
 */
record RetryPolicy(int attempts, Duration first, Duration longest, Duration within)
    implements Serializable {
  /** Below it S3A and HDFS have retries of their own, which this outlasts by little. */
  static final RetryPolicy STANDARD =
      new RetryPolicy(6, Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofMinutes(2));

  /** Returns the wait before a retry. */
  Duration wait(int retry, SplittableRandom random) {
    long bound = longest.toMillis();
    // Beyond 2^20 times the first wait the longest one bounds in any case.
    bound = Math.min(bound, first.toMillis() << Math.min(retry - 1, 20));
    return Duration.ofMillis(random.nextLong(bound + 1));
  }

  /** Returns whether there is another try after so many, if it begins at this time. */
  boolean allows(int tried, Duration sinceFirst) {
    return tried < attempts && sinceFirst.compareTo(within) <= 0;
  }
}

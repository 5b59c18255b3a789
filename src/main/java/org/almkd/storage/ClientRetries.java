package org.almkd.storage;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.statistics.IOStatistics;
import org.apache.hadoop.fs.statistics.IOStatisticsSupport;

/**
 * What a file system's own client repeated: S3A and the AWS SDK below it try again by themselves,
 * and count that.
 */
final class ClientRetries {
  /** Requests that the SDK sent again, and operations that S3A began again. */
  private static final List<String> COUNTERS = List.of("store_io_retry", "ignored_errors");

  private static final Map<FileSystem, Long> SEEN =
      Collections.synchronizedMap(new WeakHashMap<>());

  private ClientRetries() {}

  /** Returns what it repeated since the last call; 0 where it does not count. */
  static long since(FileSystem files) {
    IOStatistics statistics = IOStatisticsSupport.retrieveIOStatistics(files);
    if (statistics == null) {
      return 0;
    }
    Map<String, Long> counters = statistics.counters();
    synchronized (SEEN) {
      long now = COUNTERS.stream().mapToLong(name -> counters.getOrDefault(name, 0L)).sum();
      Long before = SEEN.put(files, now);
      return now - (before == null ? 0 : before);
    }
  }
}

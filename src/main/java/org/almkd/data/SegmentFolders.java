package org.almkd.data;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.almkd.storage.StorageException;

/**
 * Folders on the disks of an executor for files that no other process reads.
 *
 * @param folders paths, at least one
 * @param segmentBytes most bytes of a file, above 0; a row that is larger has a file of its own
 */
public record SegmentFolders(List<String> folders, long segmentBytes) implements Serializable {
  /** A mapping is at most 2 GiB, and half of that leaves room for rows that are large. */
  public static final long SEGMENT_BYTES = 1L << 30;

  private static final double GIB = 1L << 30;

  /** Copies the list. */
  public SegmentFolders {
    folders = List.copyOf(folders);
  }

  /**
   * Returns a path for a new file: the folders take turns, those without enough space left out.
   *
   * @param number any number, which says whose turn it is
   * @param bytes bytes that the file will have
   * @throws StorageException if no folder can take it
   */
  Path place(int number, long bytes) {
    for (int i = 0; i < folders.size(); i++) {
      Path folder = Path.of(folders.get(Math.floorMod(number + i, folders.size())));
      if (Files.isDirectory(folder) && Files.isWritable(folder) && free(folder) >= bytes) {
        return folder.resolve("almkd-shard-" + UUID.randomUUID());
      }
    }
    throw new StorageException(
        "Cannot keep a shard on the local disk: found %s; expected a folder that can be written to with %s free; name folders with more space in spark.local.dir (SPARK_LOCAL_DIRS, on YARN yarn.nodemanager.local-dirs), or set cluster.shards = heap and give executors more memory"
            .formatted(describe(), gib(bytes)));
  }

  private String describe() {
    return folders.stream()
        .map(f -> f + " (" + state(Path.of(f)) + ")")
        .collect(Collectors.joining(", "));
  }

  private static String state(Path folder) {
    if (!Files.isDirectory(folder)) {
      return "no folder";
    }
    return Files.isWritable(folder) ? gib(free(folder)) + " free" : "not writable";
  }

  private static long free(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new StorageException(
          "Cannot ask how much space is free in "
              + folder
              + ": "
              + e
              + "; expected a folder on a disk that works; check the folders of spark.local.dir",
          e);
    }
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.3f GiB", bytes / GIB);
  }
}

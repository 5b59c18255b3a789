package org.almkd.data;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkEnv;

/**
 * Where the JVM of an executor (or, on a local master, of the driver) may write: in the folders of
 * its block manager, which are those that YARN or {@code spark.local.dir} give it, and which Spark
 * or the cluster clears.
 */
public final class SparkLocalFolders {
  private SparkLocalFolders() {}

  /** Returns the folders. */
  public static SegmentFolders ofThisExecutor() {
    return new SegmentFolders(paths(), SegmentFolders.SEGMENT_BYTES);
  }

  /** Returns the folders, for segments of another size. */
  public static SegmentFolders ofThisExecutor(long segmentBytes) {
    return new SegmentFolders(paths(), segmentBytes);
  }

  private static List<String> paths() {
    File[] folders = SparkEnv.get().blockManager().diskBlockManager().localDirs();
    return Arrays.stream(folders).map(File::getPath).toList();
  }
}

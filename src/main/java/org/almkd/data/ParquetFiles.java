package org.almkd.data;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.almkd.storage.StoredFile;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * Tells Parquet files that are damaged, which is told at once, from those that cannot be reached at
 * the moment, which is worth another try.
 */
final class ParquetFiles {
  private static final byte[] MAGIC = "PAR1".getBytes(US_ASCII);
  private static final String DAMAGED = "it is not Parquet, or damaged (%s); copy it again";

  private ParquetFiles() {}

  /**
   * Looks at both ends of each file: a copy that was cut off lacks the last one. Spark would meet
   * it in a task, and try that four times.
   */
  static void refuseCutOff(Storage storage, String path, List<StoredFile> files) {
    Problems problems = new Problems();
    for (StoredFile file : files) {
      if (!isWhole(storage, file)) {
        String found = "found %d bytes that do not begin and end with PAR1".formatted(file.bytes());
        problems.add(file.path() + ": " + DAMAGED.formatted(found));
      }
    }
    problems.throwIfAny("Cannot read " + path);
  }

  private static boolean isWhole(Storage storage, StoredFile file) {
    if (file.bytes() < 2L * MAGIC.length) {
      return false;
    }
    byte[] first = new byte[MAGIC.length];
    byte[] last = new byte[MAGIC.length];
    try (FSDataInputStream in = storage.open(file.path())) {
      in.readFully(0, first);
      in.readFully(file.bytes() - MAGIC.length, last);
    } catch (IOException e) {
      throw unreachable(file.path(), e);
    }
    return Arrays.equals(first, MAGIC) && Arrays.equals(last, MAGIC);
  }

  /** Reads on the driver, and says what a failure means. */
  static <T> T read(String path, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (StorageException | InvalidDataException e) {
      throw e;
    } catch (RuntimeException e) {
      if (isDamage(e)) {
        throw new InvalidDataException("Cannot read " + path, damage(e));
      }
      throw isUnreachable(e) ? unreachable(path, e) : e;
    }
  }

  /** Whether a failure to read says that the bytes are wrong, however often they are read. */
  static boolean isDamage(Throwable failure) {
    Throwable root = root(failure);
    return root instanceof EOFException
        || (root instanceof Exception && !(root instanceof IOException));
  }

  /** Whether a failure to read says that the file cannot be reached. */
  static boolean isUnreachable(Throwable failure) {
    return root(failure) instanceof IOException && !isDamage(failure);
  }

  /** What is found where {@link #isDamage}. */
  static String damage(Throwable failure) {
    // The outermost names the file, the innermost the damage.
    String file = firstLine(failure).replace(". Details:", "");
    String reason = firstLine(root(failure));
    return DAMAGED.formatted(file.equals(reason) ? reason : file + ": " + reason);
  }

  /** The exception to throw where {@link #isUnreachable}. */
  static StorageException unreachable(String path, Throwable failure) {
    return new StorageException(
        "Cannot read "
            + path
            + ": "
            + firstLine(root(failure))
            + "; start again once it can be read",
        failure);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("no reason given");
  }
}

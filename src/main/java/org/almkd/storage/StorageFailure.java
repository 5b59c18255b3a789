package org.almkd.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Locale;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;

/**
 * Puts an {@link IOException} of a file system into words: what was found, what was expected, what
 * to do.
 */
final class StorageFailure {
  private StorageFailure() {}

  /**
   * The exception to throw.
   *
   * @param action what was tried, such as "write"
   * @param path the full address
   * @param failure what the file system threw: an {@link IOException}; an {@link FSError}, in which
   *     Hadoop's local one wraps a full disk; or a {@link RuntimeException}, which others throw of
   *     hosts and classes that they do not find
   * @return a {@link DamagedFileException} where it found other bytes than were written
   */
  static StorageException of(String action, String path, Throwable failure) {
    return of(action, path, failure, 1, Duration.ZERO);
  }

  /**
   * The exception to throw after some tries.
   *
   * @param tried how often
   * @param took time from the first try to the last failure
   */
  static StorageException of(
      String action, String path, Throwable failure, int tried, Duration took) {
    Throwable cause = failure instanceof FSError ? failure.getCause() : failure;
    if (isDamage(failure)) {
      return new DamagedFileException(
          "Cannot %s %s: %s; expected the bytes that were written; restore the file or delete it"
              .formatted(action, path, text(cause)),
          failure);
    }
    String tries = tried == 1 ? "" : " (%d tries in %d s)".formatted(tried, took.toSeconds());
    return new StorageException(
        "Cannot " + action + " " + path + ": " + advice(path, cause, text(cause) + tries), failure);
  }

  /** Whether a file system that keeps sums of its own, as HDFS does, found other bytes. */
  private static boolean isDamage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ChecksumException) {
        return true;
      }
    }
    return false;
  }

  private static String advice(String path, Throwable cause, String found) {
    // Java reports both of these as a file that is not found.
    if (isNotFolder(cause)) {
      return found
          + "; a regular file stands where a folder is expected; move it away or choose another folder";
    }
    if (isDenied(cause) && path.startsWith("s3a:")) {
      return found
          + "; expected permission to do so; check the credentials that Hadoop's provider chain finds and what the bucket's policy allows them, or choose another address";
    }
    if (isDenied(cause)) {
      return found
          + "; expected permission to do so; change the owner or mode, or choose another folder";
    }
    if (cause instanceof FileNotFoundException || cause instanceof NoSuchFileException) {
      return found + "; expected an existing file; check the path";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return found
          + "; expected a name that is not taken; a file is never overwritten, remove it or choose another folder";
    }
    if (cause instanceof UnsupportedFileSystemException
        || cause.getCause() instanceof ClassNotFoundException) {
      return found
          + "; expected a scheme that Hadoop knows, such as file:, hdfs: or s3a:; correct the address, or add the jar"
          + " of that file system";
    }
    if (found.toLowerCase(Locale.ROOT).contains("no space left")
        || found.toLowerCase(Locale.ROOT).contains("quota")) {
      return found
          + "; expected room for the file; free space there or choose another folder, then start again";
    }
    return found
        + "; expected the file system to answer; check that it is reachable, then start again";
  }

  private static boolean isNotFolder(Throwable cause) {
    return cause instanceof ParentNotDirectoryException
        || cause instanceof java.nio.file.NotDirectoryException
        || text(cause).contains("not a directory")
        || text(cause).contains("Not a directory");
  }

  private static boolean isDenied(Throwable cause) {
    return cause instanceof AccessControlException
        || cause instanceof java.nio.file.AccessDeniedException
        || text(cause).contains("Permission denied")
        // Hadoop's local file system does not say why a folder cannot be made.
        || text(cause).contains("Mkdirs failed");
  }

  /** Class and message of a failure. */
  static String text(Throwable cause) {
    String message = cause.getMessage();
    return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message.strip());
  }
}

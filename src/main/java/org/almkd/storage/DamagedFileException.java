package org.almkd.storage;

/**
 * A file was read, or is not there, and is not what was written: cut off, altered, or of another
 * kind. To read it again is no use; whoever has another one may take that.
 */
public final class DamagedFileException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** An error without a cause in a lower layer. */
  public DamagedFileException(String message) {
    super(message);
  }

  /** An error raised by whoever made something of the file. */
  public DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}

package org.almkd.storage;

import org.almkd.config.Secrets;

/**
 * A file could not be written, read or trusted. The message says what could not be done, what was
 * found, what was expected and what to do, with stars for the user part of addresses; the job may
 * be started again once that is mended.
 */
public class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error without a cause in a lower layer. */
  public StorageException(String message) {
    super(Secrets.mask(message));
  }

  /** An error raised by a lower layer. */
  public StorageException(String message, Throwable cause) {
    super(Secrets.mask(message), cause);
  }
}

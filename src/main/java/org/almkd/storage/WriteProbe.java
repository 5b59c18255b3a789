package org.almkd.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;

/**
 * Writes a small file and removes it, so that a folder that may not be written to is named before
 * time is spent on what belongs there.
 */
public final class WriteProbe {
  private WriteProbe() {}

  /**
   * Tries to write into a folder, which need not exist yet.
   *
   * @throws StorageException if a file can be neither written there nor removed
   */
  public static void require(Storage storage, String folder) {
    String path = folder + "/almkd-probe-" + UUID.randomUUID();
    storage.write(path, "may be removed\n".getBytes(UTF_8));
    storage.delete(path);
  }
}

package org.almkd.storage;

import java.io.Serializable;

/**
 * A published artefact: its manifest was valid and its files had the right sizes when it was found.
 * Serializable, so that executors read it.
 *
 * @param storage where
 * @param folder full address of the folder with the files
 * @param manifest files and properties
 */
public record Artefact(Storage storage, String folder, Manifest manifest) implements Serializable {

  /** Full address of a file. */
  public String path(ManifestEntry entry) {
    return folder + "/" + entry.name();
  }

  /**
   * Reads a whole file and checks its hash.
   *
   * @throws StorageException if the content is not what the manifest says
   */
  public byte[] read(ManifestEntry entry) {
    byte[] bytes = storage.read(path(entry));
    String found = Sha256.of(bytes);
    if (!found.equals(entry.sha256())) {
      throw new StorageException(
          "Cannot use "
              + path(entry)
              + ": found SHA-256 "
              + found
              + "; expected "
              + entry.sha256()
              + " as its manifest says; the file was altered or damaged, delete "
              + folder
              + " and its manifest so that it is built again");
    }
    return bytes;
  }

  /**
   * A property of the manifest.
   *
   * @throws StorageException if it has no such property
   */
  public String property(String name) {
    String value = manifest.properties().get(name);
    if (value == null) {
      throw new StorageException(
          "Cannot use "
              + folder
              + ": its manifest has no property "
              + name
              + "; found "
              + manifest.properties().keySet()
              + "; delete the manifest so that it is built again");
    }
    return value;
  }
}

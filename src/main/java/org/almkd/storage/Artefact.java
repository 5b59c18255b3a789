package org.almkd.storage;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.apache.hadoop.fs.FSError;

/**
 * A published artefact: its manifest was valid and its files had the right sizes when it was found.
 * Serializable, so that executors read it.
 *
 * @param storage where
 * @param folder full address of the folder with the files
 * @param manifest files and properties
 */
public record Artefact(Storage storage, String folder, Manifest manifest) implements Serializable {
  private static final int BUFFER = 1 << 16;

  /** Full address of a file. */
  public String path(ManifestEntry entry) {
    return folder + "/" + entry.name();
  }

  /**
   * Reads a whole file and checks its hash.
   *
   * @throws DamagedFileException if the content is not what the manifest says
   */
  public byte[] read(ManifestEntry entry) {
    byte[] bytes = storage.read(path(entry));
    requireHash(entry, Sha256.of(bytes));
    return bytes;
  }

  /**
   * Reads a file piece by piece, so that it needs no memory of its own, and checks its hash.
   *
   * @param content reads all bytes and makes something of them; it must not trust them: that they
   *     are what was written is known only afterwards
   * @throws DamagedFileException if the content is not what the manifest says
   * @throws StorageException if it cannot be read
   */
  public <T> T read(ManifestEntry entry, Content<T> content) {
    requireSize(entry);
    MessageDigest digest = Sha256.digest();
    T value;
    try (InputStream file = storage.open(path(entry))) {
      InputStream hashed = new DigestInputStream(new BufferedInputStream(file, BUFFER), digest);
      value = content.read(hashed);
      hashed.transferTo(OutputStream.nullOutputStream());
    } catch (FSError e) {
      throw StorageFailure.of("read", path(entry), e);
    } catch (IOException e) {
      // Of the content: the file's own stream throws what stays of its failures unchecked.
      throw new DamagedFileException(
          "Cannot use %s: %s; expected what its manifest says; delete %s and its manifest"
              .formatted(path(entry), StorageFailure.text(e), folder),
          e);
    }
    requireHash(entry, Sha256.hex(digest));
    return value;
  }

  private void requireSize(ManifestEntry entry) {
    Optional<StoredFile> file = storage.find(path(entry));
    if (file.isEmpty() || file.get().bytes() != entry.bytes()) {
      throw new DamagedFileException(
          "Cannot use %s: found %s; expected %d bytes as its manifest says; delete %s and its manifest"
              .formatted(
                  path(entry),
                  file.isEmpty() ? "no such file" : file.get().bytes() + " bytes",
                  entry.bytes(),
                  folder));
    }
  }

  /** What is made of a file. */
  @FunctionalInterface
  public interface Content<T> {
    /** Reads all bytes; the stream is closed by others. */
    T read(InputStream in) throws IOException;
  }

  private void requireHash(ManifestEntry entry, String found) {
    if (!found.equals(entry.sha256())) {
      throw new DamagedFileException(
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

package org.almkd.storage;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One builder's try at an artefact: a folder of its own in which files get fresh names, so that a
 * repeated task or a second builder never meets a file of the first. Nothing in it is read before
 * its manifest is published.
 *
 * @param storage where
 * @param kind what is built
 * @param key content-derived key
 * @param id name of the attempt, unique, increasing with the time it began
 * @param folder full address of the folder
 */
public record Attempt(Storage storage, String kind, String key, String id, String folder)
    implements Serializable {
  private static final int BUFFER = 1 << 16;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  static Attempt fresh(Storage storage, String kind, String key, String keyFolder) {
    String id = freshId();
    return new Attempt(storage, kind, key, id, keyFolder + "/" + id);
  }

  /**
   * Writes one file of the artefact under a fresh name.
   *
   * @param stem how the name begins
   * @param extension how it ends, with the dot
   * @param rows rows of a table, else 0
   * @return the entry for {@link ArtefactStore#publish}
   */
  public ManifestEntry write(String stem, String extension, byte[] bytes, long rows) {
    // A task may run twice: each run writes another name, the driver keeps the one that was
    // reported to it.
    String name = stem + "-" + suffix() + extension;
    storage.write(folder + "/" + name, bytes);
    return new ManifestEntry(name, bytes.length, Sha256.of(bytes), rows);
  }

  /**
   * Writes one file of the artefact under a fresh name, piece by piece, so that it needs no memory
   * of its own.
   *
   * @param stem how the name begins
   * @param extension how it ends, with the dot
   * @param content writes the bytes, again where a try failed for a reason that passes
   * @return the entry for {@link ArtefactStore#publish}
   */
  public ManifestEntry write(String stem, String extension, Storage.Content content) {
    String name = stem + "-" + suffix() + extension;
    MessageDigest digest = Sha256.digest();
    AtomicLong bytes = new AtomicLong();
    storage.write(
        folder + "/" + name,
        file -> {
          digest.reset();
          BufferedOutputStream buffered = new BufferedOutputStream(file, BUFFER);
          CountedOutput counted = new CountedOutput(new DigestOutputStream(buffered, digest));
          content.write(counted);
          counted.flush();
          bytes.set(counted.bytes());
        });
    return new ManifestEntry(name, bytes.get(), Sha256.hex(digest), 0);
  }

  private static final class CountedOutput extends FilterOutputStream {
    private long bytes;

    CountedOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      bytes++;
    }

    @Override
    public void write(byte[] values, int from, int length) throws IOException {
      out.write(values, from, length);
      bytes += length;
    }

    long bytes() {
      return bytes;
    }
  }

  /** Returns a fresh name that increases with the time. */
  static String freshId() {
    return CLOCK.format(Instant.now()) + "-" + suffix();
  }

  private static String suffix() {
    return UUID.randomUUID().toString().substring(0, 13).replace("-", "");
  }
}

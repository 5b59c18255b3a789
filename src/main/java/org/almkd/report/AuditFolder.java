package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.almkd.config.InvalidConfigException;
import org.almkd.storage.Manifest;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.Sha256;
import org.almkd.storage.Storage;

/**
 * A new folder of an audit. Its files are valid once {@code audit.manifest.json}, which is written
 * last, is there; nothing is ever overwritten.
 */
public final class AuditFolder {
  private static final String MANIFEST = "audit.manifest.json";

  private final Storage storage;
  private final String path;
  private final List<ManifestEntry> written = new ArrayList<>();

  private AuditFolder(Storage storage, String path) {
    this.storage = storage;
    this.path = path;
  }

  /**
   * Returns a folder that does not exist yet.
   *
   * @param wanted its path; empty: "audit" in the run folder, or the first of audit-2, audit-3, ...
   *     that is free
   * @throws InvalidConfigException if there is something at the wanted path
   */
  public static AuditFolder choose(Storage storage, String runFolder, String wanted) {
    if (wanted.isEmpty()) {
      String path = runFolder + "/audit";
      for (int n = 2; storage.exists(path); n++) {
        path = runFolder + "/audit-" + n;
      }
      return new AuditFolder(storage, path);
    }
    String path = storage.qualify(wanted);
    if (storage.exists(path)) {
      throw new InvalidConfigException(
          List.of(
              "Cannot write the audit to %s: found something there already; expected a folder that does not exist; name another with --out"
                  .formatted(path)));
    }
    return new AuditFolder(storage, path);
  }

  /** Returns the folder's full address. */
  public String path() {
    return path;
  }

  /** Writes a file. */
  public void write(String name, byte[] content) {
    storage.write(path + "/" + name, content);
    written.add(new ManifestEntry(name, content.length, Sha256.of(content), 0));
  }

  /**
   * Writes a text line by line, however long it is.
   *
   * @param lines its lines, with their ends
   * @return how many there were
   */
  public long write(String name, Iterator<String> lines) {
    Counted counted = new Counted(lines);
    storage.write(path + "/" + name, counted);
    written.add(new ManifestEntry(name, counted.bytes, counted.sha256(), 0));
    return counted.lines;
  }

  /** Makes the folder valid: everything has been written. */
  public void finish(String runId) {
    Manifest manifest =
        new Manifest(Manifest.FORMAT_VERSION, "audit", runId, "", written, Map.of());
    storage.write(path + "/" + MANIFEST, manifest.toBytes());
  }

  /** Lines as bytes, whose number and digest are kept. */
  private static final class Counted implements Iterator<byte[]> {
    private final Iterator<String> source;
    private final MessageDigest digest;
    private long bytes;
    private long lines;

    Counted(Iterator<String> source) {
      this.source = source;
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every Java has SHA-256", e);
      }
    }

    @Override
    public boolean hasNext() {
      return source.hasNext();
    }

    @Override
    public byte[] next() {
      byte[] line = source.next().getBytes(UTF_8);
      digest.update(line);
      bytes += line.length;
      lines++;
      return line;
    }

    private String sha256() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}

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
 * A new folder of what was found out about a finished run. Its files are valid once the manifest,
 * which is written last, is there; nothing is ever overwritten.
 */
public final class AnalysisFolder {
  private final Storage storage;
  private final String kind;
  private final String path;
  private final List<ManifestEntry> written = new ArrayList<>();

  private AnalysisFolder(Storage storage, String kind, String path) {
    this.storage = storage;
    this.kind = kind;
    this.path = path;
  }

  /**
   * Returns a folder that does not exist yet.
   *
   * @param kind what it holds: its name in the run folder, where "-2", "-3", ... is added if there
   *     is one already; its manifest is kind.manifest.json
   * @param wanted its path; empty: in the run folder
   * @throws InvalidConfigException if there is something at the wanted path
   */
  public static AnalysisFolder choose(
      Storage storage, String runFolder, String kind, String wanted) {
    if (wanted.isEmpty()) {
      String path = runFolder + "/" + kind;
      for (int n = 2; storage.exists(path); n++) {
        path = runFolder + "/" + kind + "-" + n;
      }
      return new AnalysisFolder(storage, kind, path);
    }
    String path = storage.qualify(wanted);
    if (storage.exists(path)) {
      throw new InvalidConfigException(
          List.of(
              "Cannot write the %s to %s: found something there already; expected a folder that does not exist; name another with --out"
                  .formatted(kind, path)));
    }
    return new AnalysisFolder(storage, kind, path);
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
    Manifest manifest = new Manifest(Manifest.FORMAT_VERSION, kind, runId, "", written, Map.of());
    storage.write(path + "/" + kind + ".manifest.json", manifest.toBytes());
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

package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.storage.Manifest;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.Sha256;
import org.almkd.storage.Storage;

/**
 * The folder of one run. Its files are valid once {@code run.manifest.json}, which names them all,
 * is there; a folder without it belongs to a run that did not finish, and its files are replaced.
 */
public final class RunFolder {
  static final String MANIFEST = "run.manifest.json";

  private final Storage storage;
  private final String path;
  private final List<ManifestEntry> written = new ArrayList<>();

  /** A folder that need not exist yet. */
  public RunFolder(Storage storage, String path) {
    this.storage = storage;
    this.path = storage.qualify(path);
  }

  /** Returns the folder's full address. */
  public String path() {
    return path;
  }

  /** Writes a file of the run. */
  public void write(String name, byte[] content) {
    storage.replace(path + "/" + name, content);
    written.add(new ManifestEntry(name, content.length, Sha256.of(content), 0));
  }

  /** Writes a text file of the run. */
  public void write(String name, String text) {
    write(name, text.getBytes(UTF_8));
  }

  /** Overwrites status.json, which nothing is decided from. */
  public void status(Status status) {
    storage.replace(path + "/status.json", Json.indented(status.toJson()));
  }

  /** Returns what status.json says; nothing where there is none, or a damaged one. */
  public Optional<Status> lastStatus() {
    return storage.readIfThere(path + "/status.json").flatMap(Status::parse);
  }

  /** Makes the folder valid: everything has been written. */
  public void finish(String runId) {
    Manifest manifest = new Manifest(Manifest.FORMAT_VERSION, "run", runId, "", written, Map.of());
    storage.replace(path + "/" + MANIFEST, manifest.toBytes());
  }

  /** Returns whether a run finished here. */
  public boolean isFinished() {
    return manifest().isPresent();
  }

  /** Returns whether there is anything here. */
  public boolean exists() {
    return storage.exists(path);
  }

  /** Returns a file of a finished run as text. */
  public String read(String name) {
    return new String(storage.read(path + "/" + name), UTF_8);
  }

  private Optional<Manifest> manifest() {
    return manifest(storage, path);
  }

  static Optional<Manifest> manifest(Storage storage, String folder) {
    return storage.readIfThere(folder + "/" + MANIFEST).flatMap(Manifest::parse);
  }
}

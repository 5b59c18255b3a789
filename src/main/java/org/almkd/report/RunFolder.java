package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.almkd.config.InvalidConfigException;
import org.almkd.storage.Manifest;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.Sha256;
import org.almkd.storage.Storage;
import org.almkd.storage.StoredFile;

/**
 * The folder of one run. Its files are valid once {@code run.manifest.json}, which names them all,
 * is there; a folder without it belongs to a run that did not finish, and its files are replaced.
 */
public final class RunFolder {
  static final String MANIFEST = "run.manifest.json";
  private static final String STATUS = "status.json";

  /** Bytes of a status.json that is looked at; it holds a message of an error at most. */
  private static final long MOST_STATUS = 1 << 20;

  private final Storage storage;
  private final String path;
  private final Runnable guard;
  private final List<ManifestEntry> written = new ArrayList<>();

  /** A folder that need not exist yet. */
  public RunFolder(Storage storage, String path) {
    this(storage, storage.qualify(path), () -> {});
  }

  private RunFolder(Storage storage, String path, Runnable guard) {
    this.storage = storage;
    this.path = path;
    this.guard = guard;
  }

  /**
   * The same folder with nothing written yet, whose results are replaced only by whoever may.
   *
   * @param owner is asked before each file, and throws where the run is another's by now or stops
   */
  public RunFolder guardedBy(Runnable owner) {
    return new RunFolder(storage, path, owner);
  }

  /** Returns the folder's full address. */
  public String path() {
    return path;
  }

  /** Asks whoever guards the folder, who throws where nothing more may be written. */
  public void requireToGoOn() {
    guard.run();
  }

  /** Writes a file of the run. */
  public void write(String name, byte[] content) {
    requireToGoOn();
    storage.replace(path + "/" + name, content);
    written.add(new ManifestEntry(name, content.length, Sha256.of(content), 0));
  }

  /** Writes a text file of the run. */
  public void write(String name, String text) {
    write(name, text.getBytes(UTF_8));
  }

  /** Overwrites status.json, which nothing is decided from. */
  public void status(Status status) {
    storage.replace(path + "/" + STATUS, Json.indented(status.toJson()));
  }

  /** Returns whether there is a status.json, whatever it says. */
  public boolean hasStatus() {
    return storage.find(path + "/" + STATUS).filter(file -> !file.folder()).isPresent();
  }

  /** Returns what status.json says; nothing where there is none, or a damaged one. */
  public Optional<Status> lastStatus() {
    return hasStatus()
        ? storage.readIfThere(path + "/" + STATUS, MOST_STATUS).flatMap(Status::parse)
        : Optional.empty();
  }

  /**
   * Returns how old status.json is, on the clock of whoever keeps the files: those of two machines
   * may differ. Empty where that keeps no times.
   */
  public Optional<Duration> statusAge() {
    String probe = "clock-%s".formatted(UUID.randomUUID());
    storage.write(path + "/" + probe, new byte[0]);
    long now = 0;
    long then = 0;
    for (StoredFile file : storage.list(path)) {
      now = file.name().equals(probe) ? file.modified() : now;
      then = file.name().equals(STATUS) ? file.modified() : then;
    }
    storage.delete(path + "/" + probe);
    return now == 0 || then == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.max(0, now - then)));
  }

  /** Makes the folder valid: everything has been written. */
  public void finish(String runId) {
    Manifest manifest = new Manifest(Manifest.FORMAT_VERSION, "run", runId, "", written, Map.of());
    // Pages and figures take their time; the manifest must not vouch for files of another start.
    requireToGoOn();
    storage.replace(path + "/" + MANIFEST, manifest.toBytes());
  }

  /**
   * Returns whether a run of the folder's name finished here.
   *
   * @throws InvalidConfigException if another run did, whose folder was copied, renamed or linked
   */
  public boolean isFinished() {
    Optional<Manifest> manifest = manifest();
    String id = path.substring(path.lastIndexOf('/') + 1);
    if (manifest.isPresent() && !manifest.get().key().equals(id)) {
      throw new InvalidConfigException(
          List.of(
              "Cannot keep the run %s in %s: found the results of the run %s there; expected those of %s, or none; choose another run.id"
                  .formatted(id, path, manifest.get().key(), id)));
    }
    return manifest.isPresent();
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
    return Manifest.find(storage, folder + "/" + MANIFEST);
  }
}

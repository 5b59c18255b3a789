package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.almkd.config.InvalidConfigException;
import org.almkd.config.RunConfig;
import org.almkd.config.RunConfigReader;
import org.almkd.storage.Manifest;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.Sha256;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;

/**
 * The folder of a run that finished. What is read is checked against the digests of the folder's
 * manifest.
 */
public final class FinishedRun {
  private final Storage storage;
  private final String path;
  private final Manifest manifest;

  private FinishedRun(Storage storage, String path, Manifest manifest) {
    this.storage = storage;
    this.path = path;
    this.manifest = manifest;
  }

  /**
   * Opens a run folder.
   *
   * @throws InvalidConfigException if there is no such folder, or the run in it did not finish
   */
  public static FinishedRun open(Storage storage, String folder) {
    String path = storage.qualify(folder);
    Manifest manifest =
        RunFolder.manifest(storage, path).orElseThrow(() -> unfinished(storage, path));
    return new FinishedRun(storage, path, manifest);
  }

  private static InvalidConfigException unfinished(Storage storage, String path) {
    if (!storage.exists(path)) {
      return refusal(path, "found nothing there", "check the path, or run distill first");
    }
    if (!storage.isFolder(path)) {
      return refusal(path, "found a regular file", "name the folder that it is in");
    }
    return refusal(
        path,
        "found a folder without a valid " + RunFolder.MANIFEST,
        "it is no run folder, or its run did not finish: start that again");
  }

  /** Returns the folder's full address. */
  public String path() {
    return path;
  }

  /** Returns where it lies. */
  public Storage storage() {
    return storage;
  }

  /** Returns the id of the run. */
  public String runId() {
    return manifest.key();
  }

  /** Returns whether the run wrote a file. */
  public boolean has(String name) {
    return entry(name).isPresent();
  }

  /**
   * Returns a file of the run.
   *
   * @throws StorageException if the run wrote none of this name, or it was changed afterwards
   */
  public byte[] read(String name) {
    String file = path + "/" + name;
    ManifestEntry entry =
        entry(name)
            .orElseThrow(
                () ->
                    new StorageException(
                        "Cannot read "
                            + file
                            + ": the manifest of the run names no such file; expected a run folder"
                            + " of this version; run distill anew"));
    byte[] bytes = storage.read(file);
    String found = Sha256.of(bytes);
    if (!found.equals(entry.sha256())) {
      throw new StorageException(
          "Cannot use "
              + file
              + ": found SHA-256 "
              + found
              + "; expected "
              + entry.sha256()
              + " as "
              + RunFolder.MANIFEST
              + " says; the file was altered or damaged, take it from a copy or run distill anew");
    }
    return bytes;
  }

  /** Returns report.json. */
  public JsonNode report() {
    return Json.parse(path + "/report.json", read("report.json"));
  }

  /** Returns how many seconds the run took, or NaN where timings.json does not tell. */
  public double seconds() {
    return timings().path("total").asDouble(Double.NaN);
  }

  /** Returns timings.json. */
  public JsonNode timings() {
    return Json.parse(path + "/timings.json", read("timings.json"));
  }

  /** Returns what the page of the run is made of. */
  public RunContents contents() {
    return RunContents.parse(
        path,
        read("report.json"),
        read("metrics.jsonl"),
        effectiveConfig(),
        has(RunContents.LEAST_BELIEVED)
            ? Optional.of(read(RunContents.LEAST_BELIEVED))
            : Optional.empty(),
        lambdas());
  }

  /** Returns the whole configuration as the run used it, in HOCON. */
  public String effectiveConfig() {
    return new String(read("effective.conf"), UTF_8);
  }

  /** Returns the same, checked. */
  public RunConfig config() {
    return RunConfigReader.read(path + "/effective.conf", effectiveConfig(), List.of());
  }

  /** Returns the tables of lambdas that the run wrote. */
  public LambdaHistory lambdas() {
    return new LambdaHistory(storage, path);
  }

  private Optional<ManifestEntry> entry(String name) {
    return manifest.entries().stream().filter(e -> e.name().equals(name)).findFirst();
  }

  private static InvalidConfigException refusal(String path, String found, String remedy) {
    return new InvalidConfigException(
        List.of(
            "Cannot open the run folder %s: %s; expected the folder of a finished run; %s"
                .formatted(path, found, remedy)));
  }
}

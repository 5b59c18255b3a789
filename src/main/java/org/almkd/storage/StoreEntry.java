package org.almkd.storage;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one builder has left in a store: its folder, its manifest, or both.
 *
 * @param kind what was built
 * @param key content-derived key
 * @param attempt name of the attempt
 * @param folder full address of the attempt's folder, which may be missing
 * @param manifestPath full address of its manifest; empty where there is none
 * @param artefact what the manifest publishes; null where there is none that is whole
 * @param bytes size of all its files
 * @param modified when the newest of its files was written, in milliseconds since 1970
 */
public record StoreEntry(
    String kind,
    String key,
    String attempt,
    String folder,
    String manifestPath,
    Artefact artefact,
    long bytes,
    long modified)
    implements Serializable {
  private static final String MANIFEST = ".manifest.json";

  /** Returns what is published, if anything is. */
  public Optional<Artefact> published() {
    return Optional.ofNullable(artefact);
  }

  /** Returns kind and key, as messages name an artefact. */
  public String name() {
    return kind + "/" + key;
  }

  /** Returns all entries of a store, in path order. */
  public static List<StoreEntry> all(ArtefactStore store) {
    Storage storage = store.storage();
    List<StoreEntry> entries = new ArrayList<>();
    for (StoredFile kind : folders(storage, store.root())) {
      for (StoredFile key : folders(storage, kind.path())) {
        Map<String, List<StoredFile>> attempts = new LinkedHashMap<>();
        for (StoredFile file : storage.list(key.path())) {
          attempts.computeIfAbsent(attempt(file), name -> new ArrayList<>()).add(file);
        }
        attempts.forEach(
            (attempt, files) -> entries.add(entry(storage, kind.name(), key, attempt, files)));
      }
    }
    return entries;
  }

  private static List<StoredFile> folders(Storage storage, String path) {
    return storage.list(path).stream().filter(StoredFile::folder).toList();
  }

  private static String attempt(StoredFile file) {
    return file.name().endsWith(MANIFEST)
        ? file.name().substring(0, file.name().length() - MANIFEST.length())
        : file.name();
  }

  private static StoreEntry entry(
      Storage storage, String kind, StoredFile key, String attempt, List<StoredFile> found) {
    String folder = key.path() + "/" + attempt;
    String manifestPath = "";
    Artefact artefact = null;
    List<StoredFile> files = new ArrayList<>(found);
    for (StoredFile file : found) {
      if (file.folder()) {
        files.addAll(storage.list(file.path()));
      } else if (file.name().endsWith(MANIFEST)) {
        manifestPath = file.path();
        artefact =
            Manifest.parse(storage.read(file.path()))
                .filter(m -> m.kind().equals(kind) && m.key().equals(key.name()))
                .map(m -> new Artefact(storage, key.path() + "/" + m.attempt(), m))
                .orElse(null);
      }
    }
    return new StoreEntry(
        kind,
        key.name(),
        attempt,
        folder,
        manifestPath,
        artefact,
        files.stream().filter(file -> !file.folder()).mapToLong(StoredFile::bytes).sum(),
        files.stream().mapToLong(StoredFile::modified).max().orElse(0));
  }
}

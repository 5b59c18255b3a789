package org.almkd.storage;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What one builder has left in a store: its folder, its manifest, or both.
 *
 * <p>Only what is named as an artefact's is one: {@code kind/key/attempt}, with a kind of {@link
 * #KINDS}, a key of 32 or 64 hexadecimal digits, and an attempt named by its time. A store may lie
 * in a folder that holds other things, which are nobody's to judge here.
 *
 * @param kind what was built
 * @param key content-derived key
 * @param attempt name of the attempt
 * @param folder full address of the attempt's folder, which may be missing
 * @param manifestPath full address of its manifest; empty where there is none
 * @param artefact what the manifest publishes; null where there is none that is whole
 * @param bytes size of all its files
 * @param modified when the newest of its files was written, or where it has none its folder, in
 *     milliseconds since 1970; 0 where that is not known
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
  /** Kinds of what runs share; each is a folder of a store. */
  public static final Set<String> KINDS = Set.of("data", "networks", "soft-labels");

  private static final String MANIFEST = ".manifest.json";

  /** A SHA-256, or of prepared rows its first half. */
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}([0-9a-f]{32})?");

  /** What {@link Attempt} calls itself. */
  private static final Pattern ATTEMPT = Pattern.compile("\\d{8}T\\d{9}-[0-9a-f]{12}");

  /** Returns what is published, if anything is. */
  public Optional<Artefact> published() {
    return Optional.ofNullable(artefact);
  }

  /** Returns kind and key, as messages name an artefact. */
  public String name() {
    return kind + "/" + key;
  }

  /** Returns all entries of a store, in path order; what is not named as one is left out. */
  public static List<StoreEntry> all(ArtefactStore store) {
    Storage storage = store.storage();
    List<StoreEntry> entries = new ArrayList<>();
    for (StoredFile kind : folders(storage, store.root())) {
      if (!KINDS.contains(kind.name())) {
        continue;
      }
      for (StoredFile key : folders(storage, kind.path())) {
        if (KEY.matcher(key.name()).matches()) {
          entries.addAll(ofKey(storage, kind.name(), key));
        }
      }
    }
    return entries;
  }

  /** Returns what the entry is by now; nothing if it is gone. */
  Optional<StoreEntry> again(Storage storage) {
    String path = folder.substring(0, folder.length() - attempt.length() - 1);
    return ofKey(storage, kind, new StoredFile(path, key, 0, true, 0)).stream()
        .filter(entry -> entry.attempt().equals(attempt))
        .findFirst();
  }

  private static List<StoreEntry> ofKey(Storage storage, String kind, StoredFile key) {
    Map<String, List<StoredFile>> attempts = new LinkedHashMap<>();
    for (StoredFile file : storage.list(key.path())) {
      String attempt = attempt(file);
      if (ATTEMPT.matcher(attempt).matches()) {
        attempts.computeIfAbsent(attempt, name -> new ArrayList<>()).add(file);
      }
    }
    List<StoreEntry> entries = new ArrayList<>();
    attempts.forEach((attempt, files) -> entries.add(entry(storage, kind, key, attempt, files)));
    return entries;
  }

  private static List<StoredFile> folders(Storage storage, String path) {
    return storage.list(path).stream().filter(StoredFile::folder).toList();
  }

  /** Name of the attempt of a folder or a manifest; empty for any other file. */
  private static String attempt(StoredFile file) {
    if (file.folder()) {
      return file.name();
    }
    return file.name().endsWith(MANIFEST)
        ? file.name().substring(0, file.name().length() - MANIFEST.length())
        : "";
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
            Manifest.read(storage, file)
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
        modified(files));
  }

  private static long modified(List<StoredFile> files) {
    // Of a folder an object store knows no time, or answers with the present one.
    return files.stream()
        .filter(file -> !file.folder())
        .mapToLong(StoredFile::modified)
        .max()
        .orElseGet(() -> files.stream().mapToLong(StoredFile::modified).max().orElse(0));
  }
}

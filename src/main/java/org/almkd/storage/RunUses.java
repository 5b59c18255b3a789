package org.almkd.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which entries of a store a run uses: {@code uses/KIND-KEY.json} in its folder, written before the
 * entry is looked for or built, so that nobody removes it meanwhile. {@code uses/store.json}, the
 * first of them, says that the run writes them at all, and for which store.
 */
public final class RunUses implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String FOLDER = "uses";
  private static final String STORE = "store.json";

  /** Nobody keeps runs deeper; a link that leads upwards does. */
  private static final int MOST_DEPTH = 32;

  /** What makes a folder that of a run, from its first second on. */
  private static final List<String> MARKS = List.of("status.json", "run.manifest.json", FOLDER);

  private final Storage storage;
  private final String folder;
  private final Set<String> written = new HashSet<>();

  private RunUses(Storage storage, String runFolder) {
    this.storage = storage;
    this.folder = runFolder + "/" + FOLDER;
  }

  /**
   * Returns whether a folder is that of a store, or of what the store keeps: no run may be kept
   * there, as nobody could tell its files from the store's.
   */
  public static boolean isOfStore(Storage storage, String folder, String store) {
    String own = storage.qualify(folder);
    String root = storage.qualify(store);
    return own.equals(root) || isKept(own, root);
  }

  /**
   * Begins to write the uses of a run; its folder need not exist yet, and is none {@linkplain
   * #isOfStore of the store}.
   */
  public static RunUses begin(Storage storage, String runFolder, String store) {
    RunUses uses = new RunUses(storage, storage.qualify(runFolder));
    uses.write(STORE, "{ \"store\": \"%s\" }\n".formatted(storage.qualify(store)));
    return uses;
  }

  /** Writes that the run uses an entry. */
  synchronized void record(String kind, String key) {
    String name = name(kind, key);
    if (written.add(name)) {
      write(name, "{ \"kind\": \"%s\", \"key\": \"%s\" }\n".formatted(kind, key));
    }
  }

  private void write(String name, String json) {
    storage.replace(folder + "/" + name, json.getBytes(UTF_8));
  }

  private static String name(String kind, String key) {
    return kind + "-" + key + ".json";
  }

  /** Returns whether a run names an entry; files are looked for anew at each call. */
  static boolean names(Storage storage, String runFolder, String kind, String key) {
    return storage.exists(runFolder + "/" + FOLDER + "/" + name(kind, key));
  }

  /**
   * Returns the folders of all runs below some folders, at any depth.
   *
   * @param store full address of the store, into whose artefacts nobody looks
   * @throws StorageException if a folder cannot be listed, or if a run does not tell what it uses
   */
  static List<String> runFolders(Storage storage, List<String> roots, String store) {
    List<String> found = new ArrayList<>();
    for (String root : roots) {
      collect(storage, storage.qualify(root), store, found, 0);
    }
    return found;
  }

  private static void collect(
      Storage storage, String folder, String store, List<String> found, int depth) {
    if (isKept(folder, store)) {
      return;
    }
    if (depth > MOST_DEPTH) {
      throw new StorageException(
          "Cannot look for runs in %s: found folders more than %d deep; expected fewer, and no link to a folder above itself; remove the link, or name folders below it"
              .formatted(folder, MOST_DEPTH));
    }
    List<StoredFile> files = storage.list(folder);
    // Whatever lies in the store's own folder, it is no run: its artefacts would pass for the
    // run's.
    if (!folder.equals(store) && files.stream().anyMatch(file -> MARKS.contains(file.name()))) {
      requireUses(storage, folder);
      found.add(folder);
      return;
    }
    files.stream()
        .filter(StoredFile::folder)
        .forEach(inner -> collect(storage, inner.path(), store, found, depth + 1));
  }

  /** Whether a folder is one in which a store keeps artefacts, or lies in one. */
  private static boolean isKept(String folder, String store) {
    return StoreEntry.KINDS.stream()
        .anyMatch(kind -> (folder + "/").startsWith(store + "/" + kind + "/"));
  }

  private static void requireUses(Storage storage, String folder) {
    String uses = folder + "/" + FOLDER;
    // Listed, too: a folder that may not be read must not pass for one that names nothing.
    if (storage.list(uses).stream().noneMatch(file -> file.name().equals(STORE))) {
      throw new StorageException(
          "Cannot tell what the run %s uses: found no %s/%s; expected every run to name the entries of the store that it uses; it was made by an older almkd or died at once: remove its folder, then vacuum"
              .formatted(folder, FOLDER, STORE));
    }
  }
}

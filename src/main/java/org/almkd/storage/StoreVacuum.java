package org.almkd.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes from a store what no run names, published or not, once it is older than a day. What has
 * no known age stays.
 *
 * <p>A run names an entry before it looks for it, and this class asks all runs once more right
 * before it removes one. Between that question and the removal of the manifest lies an instant in
 * which a run may name and find the entry; it then misses a file and ends with a {@link
 * StorageException}, as for any damaged entry, and finds nothing half-removed when it is started
 * again: the manifest goes first.
 */
public final class StoreVacuum {
  /** How old something must be. */
  public static final Duration AGE = Duration.ofDays(1);

  private final ArtefactStore store;
  private final List<String> runs;
  private final Instant now;

  /**
   * Prepares to clean a store.
   *
   * @param store the store
   * @param runs folders below which all runs lie that use it
   * @param now the time; entries last written a day before it are old
   */
  public StoreVacuum(ArtefactStore store, List<String> runs, Instant now) {
    this.store = store;
    this.runs = List.copyOf(runs);
    this.now = now;
  }

  /**
   * Something to remove.
   *
   * @param entry what it is
   * @param reason why
   */
  public record Waste(StoreEntry entry, String reason) {}

  /**
   * Returns what may be removed, in path order; removes nothing.
   *
   * @throws StorageException if there is no run, if one cannot be read, or if one does not name
   *     what it uses
   */
  public List<Waste> find() {
    List<String> folders = RunUses.runFolders(store.storage(), runs, store.root());
    if (folders.isEmpty()) {
      throw new StorageException(
          "Cannot tell what of %s is used: found no run below %s; expected the runs that use it; name their folders, or where there is none remove the store itself"
              .formatted(store.root(), String.join(", ", runs)));
    }
    List<Waste> waste = new ArrayList<>();
    for (StoreEntry entry : StoreEntry.all(store)) {
      if (isOld(entry) && !isNamed(entry, folders)) {
        boolean published = entry.published().isPresent();
        waste.add(new Waste(entry, published ? "no run names it" : "never published"));
      }
    }
    return waste;
  }

  /**
   * Removes something, unless a run has come to name it or somebody has written to it.
   *
   * @return whether it was removed
   */
  public boolean remove(Waste waste) {
    StoreEntry entry = waste.entry();
    Storage storage = store.storage();
    if (isNamed(entry, RunUses.runFolders(storage, runs, store.root())) || isChanged(entry)) {
      return false;
    }
    if (!entry.manifestPath().isEmpty()) {
      storage.delete(entry.manifestPath());
    }
    storage.delete(entry.folder());
    return true;
  }

  private boolean isOld(StoreEntry entry) {
    // Without a time it may have been written just now.
    return entry.modified() > 0 && !Instant.ofEpochMilli(entry.modified()).isAfter(now.minus(AGE));
  }

  /** Whether it has another manifest or another time than when it was found. */
  private boolean isChanged(StoreEntry entry) {
    return entry
        .again(store.storage())
        .filter(
            found ->
                !found.manifestPath().equals(entry.manifestPath())
                    || found.modified() != entry.modified())
        .isPresent();
  }

  private boolean isNamed(StoreEntry entry, List<String> folders) {
    return folders.stream()
        .anyMatch(run -> RunUses.names(store.storage(), run, entry.kind(), entry.key()));
  }
}

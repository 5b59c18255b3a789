package org.almkd.storage;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Content-addressed artefacts, shared by runs: {@code root/kind/key/attempt.manifest.json} and the
 * folder {@code root/kind/key/attempt/} beside it. Any number of builders may build one key at
 * once: each writes its own attempt, the first valid manifest in name order is what everybody
 * reads.
 */
public final class ArtefactStore implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ArtefactStore.class);
  private static final String MANIFEST = ".manifest.json";
  private static final KeyLocks BUILDERS = new KeyLocks();

  private final Storage storage;
  private final String root;
  private final RunUses uses;

  /** A store in this folder, which need not exist yet. */
  public ArtefactStore(Storage storage, String root) {
    this(storage, root, null);
  }

  private ArtefactStore(Storage storage, String root, RunUses uses) {
    this.storage = storage;
    this.root = storage.qualify(root);
    this.uses = uses;
  }

  /**
   * A store whose entries a run is about to use: the run's folder names each before it is looked
   * for or built, so that {@link StoreVacuum} leaves it.
   */
  public static ArtefactStore usedBy(RunUses uses, Storage storage, String root) {
    return new ArtefactStore(storage, root, uses);
  }

  /** Where its files lie. */
  public Storage storage() {
    return storage;
  }

  /** Full address of its folder. */
  public String root() {
    return root;
  }

  /**
   * The artefact, or nothing if it was never published whole. A manifest that is not whole is
   * skipped with a warning: its builder died.
   *
   * @throws StorageException if a valid manifest names a file that is missing or has another size
   */
  public Optional<Artefact> find(String kind, String key) {
    use(kind, key);
    for (StoredFile file : storage.list(folder(kind, key))) {
      if (file.folder() || !file.name().endsWith(MANIFEST)) {
        continue;
      }
      Optional<Manifest> manifest = Manifest.read(storage, file);
      if (manifest.isPresent()
          && manifest.get().kind().equals(kind)
          && manifest.get().key().equals(key)) {
        return Optional.of(checked(file, manifest.get()));
      }
      LOG.warn(
          "skipped {}: it is not a whole manifest of {} {} (its builder died?); it may be deleted",
          file.path(),
          kind,
          key);
    }
    return Optional.empty();
  }

  /**
   * All attempts at a key that were published whole, in name order; for keys whose attempts differ.
   * Others are skipped with a warning. Whether their files are whole is seen when they are read.
   */
  public List<Artefact> attempts(String kind, String key) {
    List<Artefact> attempts = new ArrayList<>();
    String folder = folder(kind, key);
    List<StoredFile> files = storage.list(folder);
    Set<String> names = files.stream().map(StoredFile::name).collect(Collectors.toSet());
    for (StoredFile file : files) {
      if (file.name().endsWith(MANIFEST)) {
        Optional<Manifest> manifest = Manifest.read(storage, file);
        if (manifest.isPresent()
            && manifest.get().kind().equals(kind)
            && manifest.get().key().equals(key)
            && file.name().equals(manifest.get().attempt() + MANIFEST)) {
          attempts.add(
              new Artefact(storage, folder + "/" + manifest.get().attempt(), manifest.get()));
        } else {
          LOG.warn("skipped {}: it is not a whole manifest of {} {}", file.path(), kind, key);
        }
      } else if (!names.contains(file.name() + MANIFEST)) {
        LOG.warn("skipped {}: it has no manifest (its writer died?)", file.path());
      }
    }
    return attempts;
  }

  /** Removes an artefact; its manifest first, so that nobody finds the rest. */
  public void remove(Artefact artefact) {
    storage.delete(artefact.folder() + MANIFEST);
    storage.delete(artefact.folder());
  }

  /**
   * Looks for an artefact and builds it while no other run of this JVM does so. Of two that need
   * the same at once, the second waits and finds it; runs in other JVMs are not waited for.
   *
   * @param work finds the artefact, or else builds it
   */
  public <T> T exclusively(String kind, String key, Supplier<T> work) {
    String name = folder(kind, key);
    return BUILDERS.with(
        name, () -> LOG.info("waiting for another cell, which makes {}/{}", kind, key), work);
  }

  /** Begins to build an artefact. */
  public Attempt begin(String kind, String key) {
    use(kind, key);
    return Attempt.fresh(storage, kind, key, folder(kind, key));
  }

  /** Makes an attempt readable, by writing its manifest after all of its files. */
  public Artefact publish(
      Attempt attempt, List<ManifestEntry> entries, Map<String, String> properties) {
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT_VERSION,
            attempt.kind(),
            attempt.key(),
            attempt.id(),
            entries,
            properties);
    String path = attempt.folder() + MANIFEST;
    checkSizes(path, attempt.folder(), manifest);
    storage.write(path, manifest.toBytes());
    return new Artefact(storage, attempt.folder(), manifest);
  }

  private void use(String kind, String key) {
    if (uses != null) {
      uses.record(kind, key);
    }
  }

  private Artefact checked(StoredFile file, Manifest manifest) {
    String folder = folder(manifest.kind(), manifest.key()) + "/" + manifest.attempt();
    checkSizes(file.path(), folder, manifest);
    return new Artefact(storage, folder, manifest);
  }

  private void checkSizes(String manifestPath, String folder, Manifest manifest) {
    Map<String, Long> sizes = new HashMap<>();
    for (StoredFile file : storage.list(folder)) {
      sizes.put(file.name(), file.bytes());
    }
    for (ManifestEntry entry : manifest.entries()) {
      Long found = sizes.get(entry.name());
      if (found == null || found != entry.bytes()) {
        throw new StorageException(
            "Cannot use the artefact of "
                + manifestPath
                + ": "
                + folder
                + "/"
                + entry.name()
                + (found == null ? " is missing" : " has " + found + " bytes")
                + "; expected "
                + entry.bytes()
                + " bytes; delete the manifest so that it is built again");
      }
    }
  }

  private String folder(String kind, String key) {
    return root + "/" + kind + "/" + key;
  }
}

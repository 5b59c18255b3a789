package org.almkd.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.almkd.storage.StoredFile;

/**
 * Reads the inputs and writes into the folders of a run, from wherever it is called. Files that it
 * writes stay until {@link #clean}, so that executors see whether they share the driver's disk.
 *
 * @param storage how files are reached
 * @param inputs what is read
 * @param folders what is written to
 * @param token makes the names of this doctor's files its own
 */
public record PathProbe(Storage storage, List<Target> inputs, List<Target> folders, String token)
    implements Serializable {
  private static final String DRIVER = "driver";

  /** Folders between an input's own and the files that it is asked for. */
  private static final int DEEPEST = 4;

  /**
   * A path of the configuration.
   *
   * @param key the key that names it
   * @param path file, folder or glob
   */
  public record Target(String key, String path) implements Serializable {}

  /** Copies the lists. */
  public PathProbe {
    inputs = List.copyOf(inputs);
    folders = List.copyOf(folders);
  }

  /** Tries everything from the driver; call it before any executor does. */
  public List<PathFacts> fromDriver() {
    return from(DRIVER, DRIVER);
  }

  /** Tries everything from an executor. */
  public List<PathFacts> fromExecutor(String where, String id) {
    return from(where, "executor-" + id);
  }

  private List<PathFacts> from(String where, String id) {
    List<PathFacts> facts = new ArrayList<>();
    for (Target input : inputs) {
      facts.add(fact(where, input, PathFacts.Tried.READ, () -> readFirst(input.path())));
    }
    for (Target folder : folders) {
      facts.add(fact(where, folder, PathFacts.Tried.WRITE, () -> write(folder, id)));
    }
    return facts;
  }

  private static PathFacts fact(
      String where, Target target, PathFacts.Tried tried, Runnable action) {
    try {
      action.run();
      return new PathFacts(where, target.key(), target.path(), tried, "");
    } catch (StorageException e) {
      return new PathFacts(where, target.key(), target.path(), tried, e.getMessage());
    }
  }

  private void readFirst(String path) {
    String file = firstFile(path);
    try (InputStream in = storage.open(file)) {
      in.read();
    } catch (IOException e) {
      throw new StorageException(
          "Cannot read %s: %s; expected a file that can be read; check its owner and mode"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private String firstFile(String path) {
    Optional<StoredFile> one = storage.find(path);
    if (one.filter(file -> !file.folder()).isPresent()) {
      return path;
    }
    return firstFile(one.isPresent() ? storage.list(path) : storage.glob(path), 0)
        .orElseThrow(
            () ->
                new StorageException(
                    "Cannot read %s: found no file; expected a file, a folder with files, or a glob; check the path"
                        .formatted(path)));
  }

  /** Images lie in folders of folders. */
  private Optional<String> firstFile(List<StoredFile> found, int depth) {
    Optional<String> file =
        found.stream().filter(f -> !f.folder()).map(StoredFile::path).findFirst();
    return file.isPresent() || depth == DEEPEST
        ? file
        : found.stream()
            .filter(StoredFile::folder)
            .flatMap(f -> firstFile(storage.list(f.path()), depth + 1).stream())
            .findFirst();
  }

  private void write(Target target, String id) {
    String folder = target.path();
    storage.write(file(target, id), token.getBytes(UTF_8));
    String shared = file(target, DRIVER);
    if (!storage.exists(shared)) {
      throw new StorageException(
          "Cannot share %s: the file %s that the driver wrote is not there; expected a folder that driver and executors share; use an address such as hdfs: or s3a:, or a mounted disk"
              .formatted(folder, shared));
    }
    storage.read(shared);
  }

  private String file(Target folder, String id) {
    // With the key, since two keys may name one folder.
    return folder.path() + "/almkd-doctor-" + token + "-" + folder.key() + "-" + id;
  }

  /**
   * Removes what this doctor wrote.
   *
   * @param missing folders that {@link #missingFolders} found before anything was written
   */
  public void clean(List<String> missing) {
    for (Target folder : folders) {
      for (StoredFile file : storage.list(folder.path())) {
        if (file.name().startsWith("almkd-doctor-" + token)) {
          storage.delete(file.path());
        }
      }
    }
    for (String folder : missing) {
      if (storage.exists(folder) && storage.list(folder).isEmpty()) {
        storage.delete(folder);
      }
    }
  }

  /** Returns the folders that are not there yet, with those above them, deepest first. */
  public List<String> missingFolders() {
    Deque<String> missing = new ArrayDeque<>();
    for (Target folder : folders) {
      String path = storage.qualify(folder.path());
      Deque<String> above = new ArrayDeque<>();
      while (path.lastIndexOf('/') > path.indexOf('/') && !storage.exists(path)) {
        above.addLast(path);
        path = path.substring(0, path.lastIndexOf('/'));
      }
      above.stream().filter(p -> !missing.contains(p)).forEach(missing::addLast);
    }
    // Longest paths first: a folder is looked at after those inside it.
    return missing.stream().sorted((a, b) -> Integer.compare(b.length(), a.length())).toList();
  }
}

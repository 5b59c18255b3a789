package org.almkd.data;

import java.util.List;
import java.util.Optional;
import org.almkd.storage.Storage;
import org.almkd.storage.StoredFile;

/**
 * The files that a path of the configuration means: one file, the files of a folder, or those that
 * match a glob.
 */
final class SourceFiles {
  private SourceFiles() {}

  /**
   * Files in path order.
   *
   * @param extensions which files of a folder are meant; files named "_..." or "....", such as
   *     markers, never are
   */
  static List<StoredFile> find(Storage storage, String path, List<String> extensions) {
    Optional<StoredFile> one = storage.find(path);
    List<StoredFile> found;
    if (one.isEmpty()) {
      found = storage.glob(path).stream().filter(file -> !file.folder()).toList();
    } else if (one.get().folder()) {
      found = storage.list(path).stream().filter(file -> isData(file, extensions)).toList();
    } else {
      found = List.of(one.get());
    }
    if (found.isEmpty()) {
      throw new InvalidDataException(
          "Cannot read " + path,
          "found no file; expected a file, a folder with "
              + String.join(" or ", extensions)
              + " files, or a glob; check the path");
    }
    return found;
  }

  private static boolean isData(StoredFile file, List<String> extensions) {
    boolean hidden = file.name().startsWith("_") || file.name().startsWith(".");
    return !file.folder() && !hidden && extensions.stream().anyMatch(file.name()::endsWith);
  }
}

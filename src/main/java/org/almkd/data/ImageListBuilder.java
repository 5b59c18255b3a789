package org.almkd.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.almkd.storage.Storage;
import org.almkd.storage.StoredFile;

/**
 * Gathers the images that a data set names and checks each: its path stays inside the data set, is
 * named once and is there; its class exists. All problems are reported together.
 */
final class ImageListBuilder {
  private final Storage storage;
  private final String root;
  private final List<String> classNames;
  private final Problems problems = new Problems();
  private final List<ImageEntry> entries = new ArrayList<>();
  private final Set<String> paths = new HashSet<>();
  private final Map<String, Set<String>> files = new HashMap<>();

  /**
   * For one data set.
   *
   * @param classNames names by label
   */
  ImageListBuilder(Storage storage, String root, List<String> classNames) {
    this.storage = storage;
    this.root = root;
    this.classNames = classNames;
    refuseEqualNames();
  }

  private void refuseEqualNames() {
    Set<String> seen = new HashSet<>();
    for (String name : classNames) {
      if (!seen.add(name)) {
        throw new InvalidDataException(
            "Cannot read " + root,
            "found two classes of the name '%s'; expected different names; copy the list of classes again"
                .formatted(name));
      }
    }
  }

  /**
   * Adds an image.
   *
   * @param place where the data set names it, for messages
   */
  void add(String place, ImageEntry entry) {
    if (isAccepted(place, entry)) {
      entries.add(entry);
    }
  }

  /** Keeps a problem of a line that gives no image. */
  void refuse(String place, String problem) {
    problems.add(place + ": " + problem);
  }

  private boolean isAccepted(String place, ImageEntry entry) {
    if (!isInside(entry.path())) {
      refuse(
          place,
          "found the path '%s'; expected one inside the data set, without '..' or a leading '/'; correct the list"
              .formatted(entry.path()));
      return false;
    }
    if (entry.label() < 0 || entry.label() >= classNames.size()) {
      refuse(
          place,
          "found the class number %d of %s; expected 1 to %d; copy the list again"
              .formatted(entry.label() + 1L, entry.path(), classNames.size()));
      return false;
    }
    if (!paths.add(entry.path())) {
      refuse(
          place,
          "found %s a second time; expected each image once; copy the lists again"
              .formatted(entry.path()));
      return false;
    }
    if (!isThere(entry.path())) {
      refuse(
          place,
          "found no file %s/%s; expected the image that the list names; copy the images again"
              .formatted(root, entry.path()));
      return false;
    }
    return true;
  }

  private static boolean isInside(String path) {
    for (String part : path.split("/", -1)) {
      boolean moves = part.isEmpty() || part.equals(".") || part.equals("..");
      if (moves || part.chars().anyMatch(c -> c == '\\' || Character.isISOControl(c))) {
        return false;
      }
    }
    return true;
  }

  /** A folder is listed once: to ask an object store for each image would take minutes. */
  private boolean isThere(String path) {
    int slash = path.lastIndexOf('/');
    String folder = slash < 0 ? "" : path.substring(0, slash);
    return files.computeIfAbsent(folder, this::filesIn).contains(path.substring(slash + 1));
  }

  private Set<String> filesIn(String folder) {
    String path = folder.isEmpty() ? root : root + "/" + folder;
    if (!storage.isFolder(path)) {
      return Set.of();
    }
    return storage.list(path).stream()
        .filter(file -> !file.folder())
        .map(StoredFile::name)
        .collect(Collectors.toSet());
  }

  /** The list, without a problem and not empty. */
  ImageList build(int cropBottom) {
    problems.throwIfAny("Cannot read the list of images in " + root);
    if (entries.isEmpty()) {
      throw new InvalidDataException(
          "Cannot read the list of images in " + root,
          "found no image; expected at least one; check the path");
    }
    return new ImageList(entries, classNames, cropBottom);
  }
}

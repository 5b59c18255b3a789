package org.almkd.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.almkd.storage.Storage;
import org.almkd.storage.StoredFile;

/**
 * A folder of classes: {@code <root>/<class>/}, with .jpg, .jpeg and .png files of that class at
 * any depth. Where the root has the folders {@code train} and {@code test}, and perhaps {@code val}
 * or {@code validation}, each of these is such a folder of classes. Classes are numbered in the
 * order of the code points of their names. What is named "_..." or "....", and files of other
 * kinds, are not looked at.
 */
final class FolderList {
  private static final List<String> EXTENSIONS = List.of(".jpg", ".jpeg", ".png");
  private static final Set<String> VALIDATION = Set.of("val", "validation");

  /** Nobody keeps pictures deeper; a link that leads upwards does. */
  private static final int MOST_DEPTH = 32;

  /** What folders of splits are called, in any case. */
  private static final Set<String> SPLITS = Set.of("train", "val", "valid", "validation", "test");

  private static final Comparator<String> BY_CODE_POINTS =
      Comparator.comparing(text -> text.codePoints().toArray(), Arrays::compare);

  private final Storage storage;
  private final String root;

  private FolderList(Storage storage, String root) {
    this.storage = storage;
    this.root = root;
  }

  /** Finds the images of a folder of classes. */
  static ImageList read(Storage storage, String root) {
    FolderList list = new FolderList(storage, root);
    list.requireFolder();
    List<Part> parts = list.parts();
    List<String> classes = list.classNames(parts);
    List<ImageEntry> entries = new ArrayList<>();
    for (Part part : parts) {
      for (String name : list.folders(part.folder)) {
        list.addClass(part, name, classes.indexOf(name), entries);
      }
    }
    return new ImageList(entries, classes, 0);
  }

  /** Finds the images of a folder, at any depth, without classes. */
  static ImageList unlabelled(Storage storage, String root) {
    FolderList list = new FolderList(storage, root);
    list.requireFolder();
    List<ImageEntry> entries = new ArrayList<>();
    for (String path : list.images("")) {
      entries.add(new ImageEntry(path, SourceRow.NO_LABEL, Box.WHOLE, ImageSplit.NONE));
    }
    if (entries.isEmpty()) {
      throw list.refusal("", "found no image; expected .jpg, .jpeg or .png files; check the path");
    }
    return new ImageList(entries, List.of(), 0);
  }

  /** A folder of classes, "" for the root. */
  private record Part(String folder, ImageSplit split) {}

  private void requireFolder() {
    if (!storage.isFolder(root)) {
      throw refusal("", "found no such folder; expected a folder of images; check the path");
    }
  }

  private List<Part> parts() {
    List<String> folders = folders("");
    if (!folders.containsAll(List.of("train", "test"))) {
      if (!folders.isEmpty()
          && folders.stream().allMatch(name -> SPLITS.contains(name.toLowerCase(Locale.ROOT)))) {
        throw refusal(
            "",
            "found the folders %s; expected train, test and perhaps val or validation, or else classes; rename them, or name one of them as the path"
                .formatted(folders));
      }
      return List.of(new Part("", ImageSplit.NONE));
    }
    List<String> validation = folders.stream().filter(VALIDATION::contains).toList();
    if (validation.size() > 1 || folders.size() > 2 + validation.size()) {
      throw refusal(
          "",
          "found the folders %s; expected train, test and perhaps val or validation, or else classes alone; move the others away"
              .formatted(folders));
    }
    refuseLooseImages("");
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("train", ImageSplit.TRAIN));
    validation.forEach(name -> parts.add(new Part(name, ImageSplit.VALIDATION)));
    parts.add(new Part("test", ImageSplit.TEST));
    return parts;
  }

  /** The classes of the training images; no other part may have more. */
  private List<String> classNames(List<Part> parts) {
    List<String> classes = folders(parts.get(0).folder);
    if (classes.isEmpty()) {
      throw refusal(
          parts.get(0).folder,
          "found no folder; expected a folder for each class, with its images; check the path");
    }
    for (Part part : parts) {
      refuseLooseImages(part.folder);
      TreeSet<String> unknown = new TreeSet<>(folders(part.folder));
      unknown.removeAll(classes);
      if (!unknown.isEmpty()) {
        throw refusal(
            part.folder,
            "found the classes %s; expected those of train alone; move them away, or add training images of them"
                .formatted(unknown));
      }
    }
    return classes;
  }

  private void addClass(Part part, String name, int label, List<ImageEntry> entries) {
    List<String> images = images(join(part.folder, name));
    if (images.isEmpty()) {
      throw refusal(
          join(part.folder, name),
          "found a class without images; expected .jpg, .jpeg or .png files; add some, or remove the folder");
    }
    for (String path : images) {
      entries.add(new ImageEntry(path, label, Box.WHOLE, part.split));
    }
  }

  private void refuseLooseImages(String folder) {
    List<String> loose =
        visible(folder).stream()
            .filter(FolderList::isImage)
            .map(StoredFile::name)
            .collect(Collectors.toList());
    if (!loose.isEmpty()) {
      throw refusal(
          folder,
          "found the image %s, and %d others, beside the folders; expected each image in the folder of its class; move them"
              .formatted(loose.get(0), loose.size() - 1));
    }
  }

  /** Images at any depth below a folder, by path from the root on. */
  private List<String> images(String folder) {
    if (folder.split("/", -1).length > MOST_DEPTH) {
      throw refusal(
          folder,
          "found folders more than %d deep; expected fewer, and no link to a folder above itself; remove the link"
              .formatted(MOST_DEPTH));
    }
    List<String> found = new ArrayList<>();
    for (StoredFile file : visible(folder)) {
      String path = join(folder, file.name());
      if (file.folder()) {
        found.addAll(images(path));
      } else if (isImage(file)) {
        found.add(path);
      }
    }
    found.sort(BY_CODE_POINTS);
    return found;
  }

  private List<String> folders(String folder) {
    return visible(folder).stream()
        .filter(StoredFile::folder)
        .map(StoredFile::name)
        .sorted(BY_CODE_POINTS)
        .toList();
  }

  private List<StoredFile> visible(String folder) {
    return storage.list(folder.isEmpty() ? root : root + "/" + folder).stream()
        .filter(file -> !file.name().startsWith("_") && !file.name().startsWith("."))
        .toList();
  }

  private static boolean isImage(StoredFile file) {
    String name = file.name().toLowerCase(Locale.ROOT);
    return !file.folder() && EXTENSIONS.stream().anyMatch(name::endsWith);
  }

  private static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  private InvalidDataException refusal(String folder, String problem) {
    return new InvalidDataException(
        "Cannot read " + (folder.isEmpty() ? root : root + "/" + folder), problem);
  }
}

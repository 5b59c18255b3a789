package org.almkd.data;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.almkd.storage.Storage;

/**
 * Stanford Dogs: pictures in {@code Images/<class>/}, and {@code train_list.mat} and {@code
 * test_list.mat} with the paths {@code file_list} and the classes {@code labels}, from 1 on. A
 * class has the name of its folder behind the first '-': "n02085620-Chihuahua".
 *
 * <p>Khosla, Jayadevaprakash, Yao, Fei-Fei: Novel dataset for fine-grained image categorization,
 * 2011.
 */
final class DogsList {
  private static final String TRAIN = "train_list.mat";
  private static final String TEST = "test_list.mat";

  private DogsList() {}

  /** Reads the lists of the data set in a folder. */
  static ImageList read(Storage storage, String root) {
    Names train = Names.read(storage, root, TRAIN, ImageSplit.TRAIN);
    Names test = Names.read(storage, root, TEST, ImageSplit.TEST);
    List<String> classes = classNames(root, List.of(train, test));
    ImageListBuilder images = new ImageListBuilder(storage, root, classes);
    train.addTo(images);
    test.addTo(images);
    return images.build(0);
  }

  /** A class must be one folder: the numbers of the two lists mean the same only then. */
  private static List<String> classNames(String root, List<Names> lists) {
    TreeMap<Integer, String> folders = new TreeMap<>();
    for (Names names : lists) {
      for (int i = 0; i < names.labels.length; i++) {
        String folder = names.folder(i);
        String known = folders.putIfAbsent(names.labels[i], folder);
        if (known != null && !known.equals(folder)) {
          throw new InvalidDataException(
              "Cannot read " + names.place(i),
              "found the class %d in the folder %s; expected %s as before; copy both lists again"
                  .formatted(names.labels[i], folder, known));
        }
      }
    }
    boolean gapless =
        List.copyOf(folders.keySet())
            .equals(IntStream.rangeClosed(1, folders.size()).boxed().toList());
    if (!gapless || Set.copyOf(folders.values()).size() != folders.size()) {
      throw new InvalidDataException(
          "Cannot read " + root,
          "found the classes %s; expected numbers from 1 on without a gap, each of another folder; copy both lists again"
              .formatted(folders));
    }
    return folders.values().stream().map(DogsList::className).toList();
  }

  private static String className(String folder) {
    return folder.substring(folder.indexOf('-') + 1);
  }

  /** One of the lists. */
  private record Names(MatVariables file, ImageSplit split, List<String> paths, int[] labels) {
    static Names read(Storage storage, String root, String name, ImageSplit split) {
      String path = root + "/" + name;
      if (!storage.exists(path)) {
        throw new InvalidDataException(
            "Cannot read " + path,
            "found no such file; expected %s and %s of Stanford Dogs beside the folder Images; check the path"
                .formatted(TRAIN, TEST));
      }
      MatVariables file = MatVariables.read(storage, path);
      Names names = new Names(file, split, file.texts("file_list"), file.numbers("labels"));
      if (names.paths.size() != names.labels.length) {
        throw new InvalidDataException(
            "Cannot read " + path,
            "found %d names in file_list and %d labels; expected as many; copy the file again"
                .formatted(names.paths.size(), names.labels.length));
      }
      return names;
    }

    String place(int i) {
      return file.place("file_list", i);
    }

    String folder(int i) {
      int slash = paths.get(i).indexOf('/');
      if (slash < 1) {
        throw new InvalidDataException(
            "Cannot read " + place(i),
            "found '%s'; expected a folder, '/' and a file name; copy the file again"
                .formatted(paths.get(i)));
      }
      return paths.get(i).substring(0, slash);
    }

    void addTo(ImageListBuilder images) {
      for (int i = 0; i < labels.length; i++) {
        images.add(
            place(i), new ImageEntry("Images/" + paths.get(i), labels[i] - 1, Box.WHOLE, split));
      }
    }
  }
}

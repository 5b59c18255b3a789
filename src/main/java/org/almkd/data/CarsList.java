package org.almkd.data;

import java.util.List;
import org.almkd.storage.Storage;

/**
 * Stanford Cars: pictures in {@code cars_train} and {@code cars_test}, and the lists of the
 * development kit in {@code devkit}. A list is a MAT file with the structures {@code annotations}:
 * the box of the car ({@code bbox_x1}, {@code bbox_y1}, {@code bbox_x2}, {@code bbox_y2}, from
 * pixel 1 on, both ends inside), the class from 1 on and the file name.
 *
 * <p>Krause, Stark, Deng, Fei-Fei: 3D object representations for fine-grained categorization, 2013.
 */
final class CarsList {
  private static final String TRAIN = "devkit/cars_train_annos.mat";
  private static final String NAMES = "devkit/cars_meta.mat";
  private static final String TEST_NAME = "cars_test_annos_withlabels.mat";
  private static final String TEST_WITHOUT_CLASSES = "devkit/cars_test_annos.mat";
  private static final List<String> FIELDS =
      List.of("bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2", "class", "fname");

  private final Storage storage;
  private final String root;
  private final ImageListBuilder images;

  private CarsList(Storage storage, String root) {
    this.storage = storage;
    this.root = root;
    List<String> names = open(NAMES).texts("class_names");
    images = new ImageListBuilder(storage, root, names);
  }

  /** Reads the lists of the data set in a folder. */
  static ImageList read(Storage storage, String root) {
    CarsList cars = new CarsList(storage, root);
    cars.add(TRAIN, "cars_train", ImageSplit.TRAIN);
    cars.add(cars.testFile(), "cars_test", ImageSplit.TEST);
    return cars.images.build(0);
  }

  private MatVariables open(String name) {
    String path = root + "/" + name;
    if (!storage.exists(path)) {
      throw new InvalidDataException(
          "Cannot read " + path,
          "found no such file; expected %s, %s and %s of the development kit of Stanford Cars; check the path"
              .formatted(TRAIN, "devkit/" + TEST_NAME, NAMES));
    }
    return MatVariables.read(storage, path);
  }

  /** The list of the test images came later than the kit: people put it into either folder. */
  private String testFile() {
    if (storage.exists(root + "/" + TEST_NAME)) {
      return TEST_NAME;
    }
    boolean withLabels = storage.exists(root + "/devkit/" + TEST_NAME);
    if (!withLabels && storage.exists(root + "/" + TEST_WITHOUT_CLASSES)) {
      throw new InvalidDataException(
          "Cannot read " + root + "/" + TEST_WITHOUT_CLASSES,
          "found the test images without their classes alone; expected %s; get it from where the data set came from and put it beside"
              .formatted(TEST_NAME));
    }
    return "devkit/" + TEST_NAME;
  }

  private void add(String name, String folder, ImageSplit split) {
    MatVariables.Structures annotations = open(name).structures("annotations", FIELDS);
    for (int i = 0; i < annotations.size(); i++) {
      Box box = box(annotations, i);
      if (box != null) {
        String path = folder + "/" + annotations.text(i, "fname");
        int label = annotations.number(i, "class") - 1;
        images.add(annotations.place(i), new ImageEntry(path, label, box, split));
      }
    }
  }

  private Box box(MatVariables.Structures annotations, int i) {
    int left = annotations.number(i, "bbox_x1");
    int top = annotations.number(i, "bbox_y1");
    int right = annotations.number(i, "bbox_x2");
    int bottom = annotations.number(i, "bbox_y2");
    if (left < 1 || top < 1 || right < left || bottom < top) {
      images.refuse(
          annotations.place(i),
          "found the box %d, %d to %d, %d; expected numbers from 1 on, the first corner above and left of the second; copy the list again"
              .formatted(left, top, right, bottom));
      return null;
    }
    return Box.ofFirstAndLast(left, top, right, bottom);
  }
}

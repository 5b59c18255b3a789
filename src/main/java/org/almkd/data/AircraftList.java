package org.almkd.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.almkd.storage.Storage;

/**
 * FGVC-Aircraft: pictures {@code data/images/<number>.jpg}, the names of the variants in {@code
 * data/variants.txt}, and {@code data/images_variant_{train,val,test}.txt}, whose lines are the
 * number of an image, a blank and a variant. The lowest 20 rows of pixels of each picture are a
 * banner that names its owner.
 *
 * <p>Maji, Rahtu, Kannala, Blaschko, Vedaldi: Fine-grained visual classification of aircraft,
 * arXiv:1306.5151, 2013.
 */
final class AircraftList {
  /** Rows of pixels of the banner. */
  static final int BANNER = 20;

  private static final String NAMES = "data/variants.txt";

  private final Storage storage;
  private final String root;
  private final List<String> variants;
  private final ImageListBuilder images;

  private AircraftList(Storage storage, String root) {
    this.storage = storage;
    this.root = root;
    variants = lines(NAMES).stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
    images = new ImageListBuilder(storage, root, variants);
  }

  /** Reads the lists of the data set in a folder. */
  static ImageList read(Storage storage, String root) {
    AircraftList aircraft = new AircraftList(storage, root);
    aircraft.add("train", ImageSplit.TRAIN);
    aircraft.add("val", ImageSplit.VALIDATION);
    aircraft.add("test", ImageSplit.TEST);
    return aircraft.images.build(BANNER);
  }

  private List<String> lines(String name) {
    String path = root + "/" + name;
    if (!storage.exists(path)) {
      throw new InvalidDataException(
          "Cannot read " + path,
          "found no such file; expected %s and data/images_variant_{train,val,test}.txt of FGVC-Aircraft; check the path"
              .formatted(NAMES));
    }
    return new String(storage.read(path), UTF_8).lines().toList();
  }

  private void add(String part, ImageSplit split) {
    String name = "data/images_variant_" + part + ".txt";
    List<String> lines = lines(name);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        add("%s/%s: line %d".formatted(root, name, i + 1), lines.get(i).strip(), split);
      }
    }
  }

  private void add(String place, String line, ImageSplit split) {
    int blank = line.indexOf(' ');
    if (blank < 0) {
      images.refuse(
          place,
          "found '%s'; expected the number of an image, a blank and a variant; copy the list again"
              .formatted(line));
      return;
    }
    String variant = line.substring(blank + 1).strip();
    int label = variants.indexOf(variant);
    if (label < 0) {
      images.refuse(
          place,
          "found the variant '%s'%s; expected one of the %d in %s; copy the lists again"
              .formatted(variant, NearestName.hint(variant, variants), variants.size(), NAMES));
      return;
    }
    String path = "data/images/" + line.substring(0, blank) + ".jpg";
    images.add(place, new ImageEntry(path, label, Box.WHOLE, split));
  }
}

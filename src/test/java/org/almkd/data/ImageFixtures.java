package org.almkd.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Struct;

/**
 * Whole tiny data sets in the formats of the large ones. The class of a picture shows in the colour
 * and the distance of its stripes; sizes, places of the stripes and noise differ from picture to
 * picture, and are the same in every run.
 */
public final class ImageFixtures {
  private static final int LEAST_SIDE = 72;
  private static final int SIDES = 24;
  private static final int MARGIN = 6;

  private ImageFixtures() {}

  /** Test images of a class where a data set has so many training images of each. */
  public static int testImages(int perClass) {
    return Math.max(1, perClass / 2);
  }

  /**
   * Stanford Cars.
   *
   * @param perClass training images of a class; there are half as many test images
   */
  public static void cars(Path root, int classes, int perClass) {
    write(
        root.resolve("devkit/cars_meta.mat"),
        Mat5.newMatFile().addArray("class_names", cell(names("Make Type ", classes), false)));
    carPart(root, "cars_train", "cars_train_annos.mat", classes, perClass);
    carPart(root, "cars_test", "cars_test_annos_withlabels.mat", classes, testImages(perClass));
  }

  private static void carPart(Path root, String folder, String list, int classes, int perClass) {
    int images = classes * perClass;
    Struct annotations = Mat5.newStruct(1, images);
    for (int i = 0; i < images; i++) {
      Picture picture = Picture.of(folder, i % classes, i);
      String name = "%05d.jpg".formatted(i + 1);
      picture.write(root.resolve(folder).resolve(name), "jpg");
      annotations.set("bbox_x1", i, Mat5.newScalar(MARGIN + 1));
      annotations.set("bbox_y1", i, Mat5.newScalar(MARGIN + 1));
      annotations.set("bbox_x2", i, Mat5.newScalar(picture.width - MARGIN));
      annotations.set("bbox_y2", i, Mat5.newScalar(picture.height - MARGIN));
      annotations.set("class", i, Mat5.newScalar(i % classes + 1));
      annotations.set("fname", i, Mat5.newString(name));
    }
    write(
        root.resolve("devkit").resolve(list),
        Mat5.newMatFile().addArray("annotations", annotations));
  }

  /** Stanford Dogs. */
  public static void dogs(Path root, int classes, int perClass) {
    dogPart(root, "train", classes, perClass);
    dogPart(root, "test", classes, testImages(perClass));
  }

  private static void dogPart(Path root, String part, int classes, int perClass) {
    List<String> paths = new ArrayList<>();
    Matrix labels = Mat5.newMatrix(classes * perClass, 1);
    for (int i = 0; i < classes * perClass; i++) {
      int label = i / perClass;
      int number = i % perClass + (part.equals("train") ? 0 : 1000);
      String path = "n%08d-kind_%d/n%08d_%d.jpg".formatted(label, label, label, number);
      Picture.of(part, label, i).write(root.resolve("Images").resolve(path), "jpg");
      paths.add(path);
      labels.setDouble(i, 0, label + 1);
    }
    MatFile list =
        Mat5.newMatFile().addArray("file_list", cell(paths, true)).addArray("labels", labels);
    write(root.resolve(part + "_list.mat"), list);
  }

  /** CIFAR-100 in its binary version, of which the first classes alone have pictures. */
  public static void cifar100(Path root, int classes, int perClass) {
    cifarPart(root, "train", classes * perClass, classes);
    cifarPart(root, "test", classes * testImages(perClass), classes);
  }

  private static void cifarPart(Path root, String part, int images, int classes) {
    int side = 32;
    int record = 2 + 3 * side * side;
    byte[] bytes = new byte[images * record];
    for (int i = 0; i < images; i++) {
      int label = i % classes;
      Picture picture = Picture.of(part, label, i);
      bytes[i * record] = (byte) (label % 20);
      bytes[i * record + 1] = (byte) label;
      for (int channel = 0; channel < 3; channel++) {
        for (int j = 0; j < side * side; j++) {
          int x = MARGIN + j % side;
          int y = MARGIN + j / side;
          int colour = picture.colours[y * picture.width + x];
          bytes[i * record + 2 + channel * side * side + j] = (byte) (colour >> (16 - 8 * channel));
        }
      }
    }
    try {
      Files.createDirectories(root);
      Files.write(root.resolve(part + ".bin"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** FGVC-Aircraft; there are half as many validation as training images, too. */
  public static void aircraft(Path root, int classes, int perClass) {
    List<String> variants = names("F/A-", classes);
    text(root.resolve("data/variants.txt"), variants);
    int next = 34309;
    for (String part : List.of("train", "val", "test")) {
      int images = classes * (part.equals("train") ? perClass : testImages(perClass));
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < images; i++) {
        String number = "%07d".formatted(next++);
        Picture.of(part, i % classes, i)
            .withBanner()
            .write(root.resolve("data/images").resolve(number + ".jpg"), "jpg");
        lines.add(number + " " + variants.get(i % classes));
      }
      text(root.resolve("data/images_variant_" + part + ".txt"), lines);
    }
  }

  /** A folder of classes, in turn as .jpg and .png. */
  public static void folder(Path root, int classes, int perClass) {
    List<String> names = names("class-", classes);
    for (int i = 0; i < classes * perClass; i++) {
      String type = i % 2 == 0 ? "jpg" : "png";
      Path file = root.resolve(names.get(i % classes)).resolve("image-%04d.%s".formatted(i, type));
      Picture.of(root.getFileName().toString(), i % classes, i).write(file, type);
    }
  }

  /** A folder of classes for each of train, val and test. */
  public static void splitFolders(Path root, int classes, int perClass) {
    folder(root.resolve("train"), classes, perClass);
    folder(root.resolve("val"), classes, testImages(perClass));
    folder(root.resolve("test"), classes, testImages(perClass));
  }

  /** Numbered with as many digits for all, so that their order is that of the labels. */
  private static List<String> names(String prefix, int classes) {
    int digits = String.valueOf(classes - 1).length();
    return IntStream.range(0, classes)
        .mapToObj(i -> prefix + ("%0" + digits + "d").formatted(i))
        .toList();
  }

  static Cell cell(List<String> texts, boolean column) {
    Cell cell = column ? Mat5.newCell(texts.size(), 1) : Mat5.newCell(1, texts.size());
    for (int i = 0; i < texts.size(); i++) {
      cell.set(i, Mat5.newString(texts.get(i)));
    }
    return cell;
  }

  static void write(Path file, MatFile mat) {
    try {
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
      Mat5.writeToFile(mat, file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void text(Path file, List<String> lines) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(
          file,
          lines.stream().map(line -> line + "\n").collect(Collectors.joining()).getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Slanted stripes in a frame of noise. */
  private record Picture(int width, int height, int[] colours) {
    static Picture of(String part, int label, int number) {
      SplittableRandom random = new SplittableRandom(31L * part.hashCode() + number);
      int width = LEAST_SIDE + random.nextInt(SIDES);
      int height = LEAST_SIDE + random.nextInt(SIDES);
      int shift = random.nextInt(100);
      int distance = 3 + label % 5;
      int light = Color.HSBtoRGB(label * 0.381966f, 0.8f, 0.9f);
      int dark = Color.HSBtoRGB(label * 0.381966f, 0.9f, 0.3f);
      int[] colours = new int[width * height];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          boolean inside = x >= MARGIN && y >= MARGIN && x < width - MARGIN && y < height - MARGIN;
          int stripe = (x + y / 2 + shift) / distance % 2 == 0 ? light : dark;
          int noise = random.nextInt(1 << 24);
          colours[y * width + x] = inside ? stripe ^ (noise & 0x1f1f1f) : noise;
        }
      }
      return new Picture(width, height, colours);
    }

    /** With black rows below, which are no part of the picture. */
    Picture withBanner() {
      int[] taller = new int[width * (height + AircraftList.BANNER)];
      System.arraycopy(colours, 0, taller, 0, colours.length);
      return new Picture(width, height + AircraftList.BANNER, taller);
    }

    void write(Path file, String type) {
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      image.setRGB(0, 0, width, height, colours, 0, width);
      try {
        Files.createDirectories(file.getParent());
        ImageIO.write(image, type, file.toFile());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

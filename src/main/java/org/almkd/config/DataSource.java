package org.almkd.config;

import java.io.Serializable;
import java.util.List;

/** Where rows come from ({@code data.source} and the block of that name). */
public sealed interface DataSource extends Serializable {

  /** Name of the source as it is written in a configuration. */
  String key();

  /** Whether rows may be images, which networks for images need. */
  default boolean hasImages() {
    return false;
  }

  /**
   * Rows made by a seeded generator ({@code data.synthetic}).
   *
   * @param kind shape of the data
   * @param trainRows rows of the training split; at least 0
   * @param validationRows rows of the validation split; at least 0
   * @param testRows rows of the test split; at least 0
   * @param features features of a row; at least 1, 2 for spirals
   * @param informative features that carry the class; 1 to features (classification)
   * @param clustersPerClass clusters a class; at least 1, classes x clusters at most 2^informative
   *     (classification)
   * @param classSeparation half the side of the hypercube (classification) or distance of the
   *     centres (blobs); above 0
   * @param deviation standard deviation around a centre (blobs) or an arm (spirals); above 0
   */
  record Synthetic(
      Kind kind,
      int trainRows,
      int validationRows,
      int testRows,
      int features,
      int informative,
      int clustersPerClass,
      double classSeparation,
      double deviation)
      implements DataSource {

    /** Shape of synthetic data. */
    public enum Kind {
      /**
       * Gaussian clusters on the corners of a hypercube: the algorithm of scikit-learn's
       * make_classification.
       */
      CLASSIFICATION,
      /** One Gaussian cloud a class. */
      BLOBS,
      /** One arm of a spiral a class, in the plane. */
      SPIRALS
    }

    @Override
    public String key() {
      return "synthetic";
    }
  }

  /**
   * Delimited text with a header line ({@code data.csv}).
   *
   * @param path file, folder or glob of .csv or .csv.gz files
   * @param delimiter character between fields
   * @param id column of ids, or empty: (file in path order, record number)
   * @param label column of the label; empty only where {@code predict} is given rows without labels
   * @param split column that names the split, or empty: rows are split by {@link SplitShares}
   * @param cleanLabel column of the clean label, or empty: unknown
   * @param features columns that are features, in order; empty: all columns not named above
   */
  record Csv(
      String path,
      char delimiter,
      String id,
      String label,
      String split,
      String cleanLabel,
      List<String> features)
      implements DataSource {

    /** Copies the list. */
    public Csv {
      features = List.copyOf(features);
    }

    @Override
    public String key() {
      return "csv";
    }
  }

  /**
   * Parquet files ({@code data.parquet}).
   *
   * @param path file, folder or glob
   * @param id column of ids, or empty: (file in path order, record number)
   * @param label column of the label; empty only where {@code predict} is given rows without labels
   * @param split column that names the split, or empty: rows are split by {@link SplitShares}
   * @param cleanLabel column of the clean label, or empty: unknown
   * @param features columns that are features, or one column that holds an array; empty: all
   *     numeric and array columns not named above
   * @param image column of encoded pictures in place of features; empty: none
   */
  record Parquet(
      String path,
      String id,
      String label,
      String split,
      String cleanLabel,
      List<String> features,
      String image)
      implements DataSource {

    /** Copies the list. */
    public Parquet {
      features = List.copyOf(features);
    }

    /** Files without pictures. */
    public Parquet(
        String path,
        String id,
        String label,
        String split,
        String cleanLabel,
        List<String> features) {
      this(path, id, label, split, cleanLabel, features, "");
    }

    @Override
    public String key() {
      return "parquet";
    }

    @Override
    public boolean hasImages() {
      return !image.isEmpty();
    }
  }

  /**
   * Images and labels in the idx format of MNIST ({@code data.idx}).
   *
   * @param path folder with the four files
   * @param trainImages file of the training images, plain or with .gz added
   * @param trainLabels file of the training labels
   * @param testImages file of the test images
   * @param testLabels file of the test labels
   * @param scale what every pixel is divided by; above 0
   * @param trainLimit rows used of the training files; 0: all
   * @param testLimit rows used of the test files; 0: all
   */
  record Idx(
      String path,
      String trainImages,
      String trainLabels,
      String testImages,
      String testLabels,
      double scale,
      int trainLimit,
      int testLimit)
      implements DataSource {

    @Override
    public String key() {
      return "idx";
    }

    @Override
    public boolean hasImages() {
      return true;
    }
  }

  /**
   * Images and labels in the binary formats of CIFAR ({@code data.cifar10}, {@code data.cifar100}).
   *
   * @param labels which data set, and which of its labels
   * @param path folder with the files
   * @param scale what every pixel is divided by; above 0
   * @param trainLimit rows used of the training files; 0: all
   * @param testLimit rows used of the test file; 0: all
   */
  record Cifar(Labels labels, String path, double scale, int trainLimit, int testLimit)
      implements DataSource {

    /** Data set and labels. */
    public enum Labels {
      /** CIFAR-10. */
      TEN,
      /** CIFAR-100 by its 100 classes. */
      FINE,
      /** CIFAR-100 by its 20 superclasses. */
      COARSE
    }

    @Override
    public String key() {
      return labels == Labels.TEN ? "cifar10" : "cifar100";
    }

    @Override
    public boolean hasImages() {
      return true;
    }
  }

  /**
   * Files of JPEG or PNG ({@code data.image-folder}, {@code data.stanford-cars}, {@code
   * data.stanford-dogs}, {@code data.fgvc-aircraft}).
   *
   * @param layout how files, labels and splits are found
   * @param path root folder
   * @param cropToBox whether a picture is cut to the box of its object, where the data set has one
   * @param trainLimit rows used of those that are not test rows; 0: all
   * @param testLimit rows used of the test rows; 0: all
   */
  record ImageFiles(Layout layout, String path, boolean cropToBox, int trainLimit, int testLimit)
      implements DataSource {

    /** How a data set lies on disk. */
    public enum Layout {
      /** A folder a class. */
      IMAGE_FOLDER,
      /** Stanford Cars. */
      STANFORD_CARS,
      /** Stanford Dogs. */
      STANFORD_DOGS,
      /** FGVC-Aircraft, by variant. */
      FGVC_AIRCRAFT
    }

    @Override
    public String key() {
      return KebabCase.of(layout);
    }

    @Override
    public boolean hasImages() {
      return true;
    }
  }
}

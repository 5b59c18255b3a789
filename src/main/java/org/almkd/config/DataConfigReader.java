package org.almkd.config;

import com.typesafe.config.ConfigList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code data}. */
final class DataConfigReader {
  private enum SourceKind {
    SYNTHETIC,
    CSV,
    PARQUET,
    IDX,
    CIFAR10,
    CIFAR100,
    IMAGE_FOLDER,
    STANFORD_CARS,
    STANFORD_DOGS,
    FGVC_AIRCRAFT
  }

  /** The labels that CIFAR-100 has. */
  private enum CifarLabel {
    FINE,
    COARSE
  }

  private static final int MOST_CLASSES = 1_000_000;

  private final ConfigNode data;
  private final ConfigNode limits;
  private final Purpose purpose;

  DataConfigReader(ConfigNode data, ConfigNode limits, Purpose purpose) {
    this.data = data;
    this.limits = limits;
    this.purpose = purpose;
  }

  DataConfig read() {
    Classes classes = classes();
    RowLimits rows = limits();
    return new DataConfig(
        source(classes),
        data.wholeLong("seed", 0),
        classes,
        data.flag("standardize"),
        data.choice("on-empty-class", OnEmptyClass.class),
        data.whole("partitions", 0, 100_000),
        split(data.child("split")),
        new NoiseReader(data.child("noise"), rows.of(classes.count())).read(),
        new ImageConfigReader(data.child("images")).read(),
        rows);
  }

  private RowLimits limits() {
    RowLimits read = new RowLimits(limits.whole("rows", 0), limits.whole("classes", 0));
    if (read.classes() == 1) {
      limits.reject("classes", limits.value("classes"), "0 (all), or a whole number of at least 2");
      return RowLimits.NONE;
    }
    return read;
  }

  private Classes classes() {
    if (data.value("classes") instanceof ConfigList) {
      return classNames();
    }
    Optional<Long> count = WholeNumber.of(data.value("classes"));
    if (count.isEmpty()
        || !(count.get() == 0 || (count.get() >= 2 && count.get() <= MOST_CLASSES))) {
      data.reject(
          "classes",
          data.value("classes"),
          "the number of classes (a whole number from 2 to %d, or 0), or a list of their names"
              .formatted(MOST_CLASSES));
      return Classes.counted(0);
    }
    return Classes.counted(count.get().intValue());
  }

  private Classes classNames() {
    List<String> names = data.texts("classes");
    if (!data.areSound("classes")) {
      return Classes.counted(0);
    }
    if (names.isEmpty()) {
      return Classes.counted(0);
    }
    Set<String> distinct = new TreeSet<>(names);
    if (distinct.size() != names.size() || names.size() == 1) {
      data.reject("classes", data.value("classes"), "two or more names that differ");
    }
    return Classes.named(names);
  }

  private DataSource source(Classes classes) {
    SourceKind kind = data.choice("source", SourceKind.class);
    boolean isSound = data.areSound("source");
    DataSource.Synthetic synthetic =
        synthetic(node("synthetic", isSound && kind == SourceKind.SYNTHETIC));
    DataSource.Csv csv = csv(node("csv", isSound && kind == SourceKind.CSV));
    DataSource.Parquet parquet = parquet(node("parquet", isSound && kind == SourceKind.PARQUET));
    DataSource.Idx idx = idx(node("idx", isSound && kind == SourceKind.IDX));
    DataSource.Cifar cifar10 = cifar10(node("cifar10", isSound && kind == SourceKind.CIFAR10));
    DataSource.Cifar cifar100 = cifar100(node("cifar100", isSound && kind == SourceKind.CIFAR100));
    Map<DataSource.ImageFiles.Layout, DataSource.ImageFiles> files =
        imageFiles(isSound ? KebabCase.of(kind) : "");
    if (isSound) {
      checkSelected(kind, classes, synthetic);
    }
    return switch (kind) {
      case SYNTHETIC -> synthetic;
      case CSV -> csv;
      case PARQUET -> parquet;
      case IDX -> idx;
      case CIFAR10 -> cifar10;
      case CIFAR100 -> cifar100;
      case IMAGE_FOLDER, STANFORD_CARS, STANFORD_DOGS, FGVC_AIRCRAFT ->
          files.get(DataSource.ImageFiles.Layout.valueOf(kind.name()));
    };
  }

  private ConfigNode node(String block, boolean isSelected) {
    return isSelected ? data.child(block) : data.child(block).typesOnly();
  }

  private void checkSelected(SourceKind kind, Classes classes, DataSource.Synthetic synthetic) {
    switch (kind) {
      case SYNTHETIC ->
          new SyntheticChecks(data.child("synthetic"), synthetic).check(classes.count());
      case CSV, PARQUET -> checkTable(kind, classes);
      case IDX, CIFAR10, CIFAR100, IMAGE_FOLDER, STANFORD_CARS, STANFORD_DOGS, FGVC_AIRCRAFT ->
          requirePath(KebabCase.of(kind));
    }
  }

  private void checkTable(SourceKind kind, Classes classes) {
    String block = KebabCase.of(kind);
    requirePath(block);
    ColumnChecks columns = new ColumnChecks(data.child(block));
    columns.check(purpose);
    if (kind == SourceKind.PARQUET) {
      columns.checkImage();
    }
    if (purpose == Purpose.DISTILL && classes.count() == 0 && data.areSound("classes")) {
      data.problem(
          "data.classes is not set; expected the number of classes or the list of their names, since data.source = "
              + block
              + " does not know them; set data.classes",
          "classes",
          "source");
    }
  }

  private void requirePath(String block) {
    ConfigNode node = data.child(block);
    if (node.areSound("path") && node.text("path").isBlank()) {
      data.problem(
          node.name("path")
              + " is not set; expected where the rows are, since data.source = "
              + block
              + "; set "
              + node.name("path"),
          block + ".path",
          "source");
    }
  }

  private static DataSource.Synthetic synthetic(ConfigNode node) {
    return new DataSource.Synthetic(
        node.choice("kind", DataSource.Synthetic.Kind.class),
        node.whole("train-rows", 0),
        node.whole("validation-rows", 0),
        node.whole("test-rows", 0),
        node.whole("features", 1),
        node.whole("informative", 1),
        node.whole("clusters-per-class", 1),
        node.number("class-separation", Range.POSITIVE),
        node.number("deviation", Range.POSITIVE));
  }

  private static DataSource.Csv csv(ConfigNode node) {
    return new DataSource.Csv(
        node.text("path"),
        delimiter(node),
        node.text("id"),
        node.text("label"),
        node.text("split"),
        node.text("clean-label"),
        node.texts("features"));
  }

  private static char delimiter(ConfigNode node) {
    String text = node.text("delimiter");
    if (text.length() == 1 && "\"\r\n".indexOf(text.charAt(0)) < 0) {
      return text.charAt(0);
    }
    if (node.areSound("delimiter")) {
      node.reject(
          "delimiter", node.value("delimiter"), "one character that is no quote and no line break");
    }
    return ',';
  }

  private static DataSource.Parquet parquet(ConfigNode node) {
    return new DataSource.Parquet(
        node.text("path"),
        node.text("id"),
        node.text("label"),
        node.text("split"),
        node.text("clean-label"),
        node.texts("features"),
        node.text("image"));
  }

  private static DataSource.Idx idx(ConfigNode node) {
    return new DataSource.Idx(
        node.text("path"),
        node.filledText("train-images"),
        node.filledText("train-labels"),
        node.filledText("test-images"),
        node.filledText("test-labels"),
        node.number("scale", Range.POSITIVE),
        node.whole("train-limit", 0),
        node.whole("test-limit", 0));
  }

  private static DataSource.Cifar cifar10(ConfigNode node) {
    return cifar(node, DataSource.Cifar.Labels.TEN);
  }

  private static DataSource.Cifar cifar100(ConfigNode node) {
    return cifar(
        node,
        switch (node.choice("label", CifarLabel.class)) {
          case FINE -> DataSource.Cifar.Labels.FINE;
          case COARSE -> DataSource.Cifar.Labels.COARSE;
        });
  }

  private static DataSource.Cifar cifar(ConfigNode node, DataSource.Cifar.Labels labels) {
    return new DataSource.Cifar(
        labels,
        node.text("path"),
        node.number("scale", Range.POSITIVE),
        node.whole("train-limit", 0),
        node.whole("test-limit", 0));
  }

  /** Every layout's block is read, whichever is selected, so that a wrong type is found in any. */
  private Map<DataSource.ImageFiles.Layout, DataSource.ImageFiles> imageFiles(String selected) {
    Map<DataSource.ImageFiles.Layout, DataSource.ImageFiles> all =
        new EnumMap<>(DataSource.ImageFiles.Layout.class);
    for (DataSource.ImageFiles.Layout layout : DataSource.ImageFiles.Layout.values()) {
      String block = KebabCase.of(layout);
      ConfigNode node = node(block, block.equals(selected));
      boolean hasBoxes = layout == DataSource.ImageFiles.Layout.STANFORD_CARS;
      all.put(
          layout,
          new DataSource.ImageFiles(
              layout,
              node.text("path"),
              hasBoxes && node.flag("crop-to-box"),
              node.whole("train-limit", 0),
              node.whole("test-limit", 0)));
    }
    return all;
  }

  private static SplitShares split(ConfigNode node) {
    SplitShares shares =
        new SplitShares(
            node.number("validation", Range.SHARE_BELOW_ONE),
            node.number("test", Range.SHARE_BELOW_ONE),
            node.number("selection", Range.SHARE_BELOW_ONE));
    if (node.areSound("validation", "test") && shares.validation() + shares.test() >= 1) {
      node.problem(
          "data.split.validation + data.split.test = "
              + shares.validation()
              + " + "
              + shares.test()
              + "; expected less than 1, or no row is left to train on; lower one of them",
          "validation",
          "test");
    }
    return shares;
  }
}

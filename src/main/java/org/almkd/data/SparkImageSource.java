package org.almkd.data;

import java.util.List;
import org.almkd.config.Classes;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.config.OnBadRecord;
import org.almkd.config.RowLimits;
import org.almkd.storage.Storage;
import org.apache.spark.api.java.JavaSparkContext;

/** Pictures in files of their own: their names pass through the driver, they themselves do not. */
final class SparkImageSource {
  private SparkImageSource() {}

  /** Names the classes where the run file does not. */
  static DataConfig named(Storage storage, DataConfig config) {
    DataSource.ImageFiles source = (DataSource.ImageFiles) config.source();
    List<String> names = list(storage, source, true).classNames();
    Classes configured = config.classes();
    if (configured.count() == 0) {
      return config.withClasses(Classes.named(names));
    }
    if (configured.names().isEmpty() && configured.count() != names.size()) {
      throw new InvalidDataException(
          "Cannot read " + source.path(),
          "found data.classes = %d and %d classes of images; leave data.classes out, or write %d"
              .formatted(configured.count(), names.size(), names.size()));
    }
    List<String> unknown =
        configured.names().isEmpty()
            ? List.of()
            : names.stream().filter(name -> !configured.names().contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new InvalidDataException(
          "Cannot read " + source.path(),
          "found images of the classes %s; expected some of %s, the names in data.classes or those that the network was trained on; name all classes, or remove the images of the others"
              .formatted(unknown, configured.names()));
    }
    return config;
  }

  static SparkRows rows(
      JavaSparkContext spark,
      Storage storage,
      DataSource.ImageFiles source,
      DataConfig config,
      Reading reading) {
    ImageList list = list(storage, source, reading.labelled());
    List<ImageEntry> entries = split(list.entries(), source);
    // Limits are of training: whoever asks for predictions wants one of every picture.
    if (reading.labelled()) {
      entries = numbered(entries, list.classNames(), config.classes());
      entries = limited(entries, source, config.seed());
      entries = limited(entries, config.limits(), config.seed());
    }
    boolean testGiven = entries.stream().anyMatch(entry -> entry.split() == ImageSplit.TEST);
    int side = config.images().side();
    ImagePart whole =
        new ImagePart(
            source.path(),
            entries,
            new ImageDecoder(side, list.cropBottom(), ImageLimits.DEFAULT),
            source.cropToBox(),
            config.images().onBadRecord() == OnBadRecord.SKIP,
            reading.labelled(),
            true);
    PixelFormat format = PixelFormat.decoded(config.images());
    return SparkRows.parallel(
        spark,
        whole.cut(SparkRows.parts(spark, config)),
        SourceSchema.pictures(source.path(), format, testGiven),
        ImagePart.columnNames());
  }

  /** A class has the number that its name has in the configuration, if it is named there. */
  private static List<ImageEntry> numbered(
      List<ImageEntry> entries, List<String> names, Classes classes) {
    if (classes.names().isEmpty() || classes.names().equals(names)) {
      return entries;
    }
    int[] labels = names.stream().mapToInt(classes.names()::indexOf).toArray();
    return entries.stream()
        .map(e -> new ImageEntry(e.path(), labels[e.label()], e.box(), e.split()))
        .toList();
  }

  private static ImageList list(Storage storage, DataSource.ImageFiles source, boolean labelled) {
    String root = source.path();
    return switch (source.layout()) {
      case IMAGE_FOLDER ->
          labelled ? FolderList.read(storage, root) : FolderList.unlabelled(storage, root);
      case STANFORD_CARS -> CarsList.read(storage, root);
      case STANFORD_DOGS -> DogsList.read(storage, root);
      case FGVC_AIRCRAFT -> AircraftList.read(storage, root);
    };
  }

  /**
   * Validation rows are drawn, as the paper does (its table 4), also where FGVC-Aircraft has a list
   * of them; a folder of them stands.
   */
  private static List<ImageEntry> split(List<ImageEntry> entries, DataSource.ImageFiles source) {
    boolean isGiven =
        source.layout() == DataSource.ImageFiles.Layout.IMAGE_FOLDER
            && entries.stream().anyMatch(entry -> entry.split() == ImageSplit.VALIDATION);
    return isGiven
        ? entries
        : entries.stream()
            .map(
                entry ->
                    isTest(entry)
                        ? entry
                        : new ImageEntry(entry.path(), entry.label(), entry.box(), ImageSplit.NONE))
            .toList();
  }

  private static List<ImageEntry> limited(
      List<ImageEntry> entries, DataSource.ImageFiles source, long seed) {
    RankCut train = cut(entries, false, source.trainLimit(), seed);
    RankCut test = cut(entries, true, source.testLimit(), seed);
    return entries.stream()
        .filter(entry -> (isTest(entry) ? test : train).contains(RowId.hashed(entry.path())))
        .toList();
  }

  /** Before any is decoded: what is left out costs nothing. */
  private static List<ImageEntry> limited(List<ImageEntry> entries, RowLimits limits, long seed) {
    List<ImageEntry> ofClasses =
        entries.stream()
            .filter(entry -> limits.classes() == 0 || entry.label() < limits.classes())
            .toList();
    long[] ids = ofClasses.stream().mapToLong(entry -> RowId.hashed(entry.path())).toArray();
    RankCut chosen = KeptRows.chosen(ids, seed, limits);
    return ofClasses.stream().filter(e -> chosen.contains(RowId.hashed(e.path()))).toList();
  }

  private static RankCut cut(List<ImageEntry> entries, boolean isTest, int limit, long seed) {
    long[] ids =
        entries.stream()
            .filter(entry -> isTest(entry) == isTest)
            .mapToLong(entry -> RowId.hashed(entry.path()))
            .toArray();
    return RankCut.of(
        SeededHash.salt(seed, "limit"), ids, limit == 0 ? ids.length : Math.min(limit, ids.length));
  }

  private static boolean isTest(ImageEntry entry) {
    return entry.split() == ImageSplit.TEST;
  }
}

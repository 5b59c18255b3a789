package org.almkd.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.storage.Artefact;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.StorageException;

/**
 * Data that are checked, split and written as blocks into the store. The rows stay there: {@link
 * #reader} reads them.
 *
 * @param artefact the store's entry
 * @param digest 16 hex digits: sum over all rows of a hash of (id, features, given label, clean
 *     label, split)
 * @param featureColumns names of the features, in order
 * @param classNames name of class 0, 1, ...
 * @param counts rows of each split
 * @param noisyRows training rows whose given label differs from the clean one; 0 where the clean
 *     one is unknown
 * @param cleanLabelsKnown whether rows have clean labels
 * @param standardization what features become before a network of this run sees them, if anything;
 *     the stored ones are raw
 * @param augmentation what training rows become in training; nothing that is stored
 * @param leftOut records of the source that are not among the rows; nothing that is stored
 */
public record PreparedData(
    Artefact artefact,
    String digest,
    List<String> featureColumns,
    List<String> classNames,
    Map<Split, Integer> counts,
    int noisyRows,
    boolean cleanLabelsKnown,
    Optional<Standardization> standardization,
    Augmentation augmentation,
    LeftOut leftOut) {
  /** Kind of the store's entry. */
  public static final String KIND = "data";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INDEX = "index-";

  /** Property: how pictures are stored; absent where rows are no pictures. */
  static final String PIXELS = "pixels";

  /** Copies what it is given. */
  public PreparedData {
    featureColumns = List.copyOf(featureColumns);
    classNames = List.copyOf(classNames);
    // In the order of the splits, which Map.copyOf does not keep.
    Map<Split, Integer> ordered = new EnumMap<>(Split.class);
    ordered.putAll(counts);
    counts = Collections.unmodifiableMap(ordered);
  }

  /** Reads what the manifest says. */
  public static PreparedData of(Artefact artefact) {
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      counts.put(split, (int) indexEntry(artefact, split).rows());
    }
    String mean = artefact.property("standardization.mean");
    return new PreparedData(
        artefact,
        artefact.property("digest"),
        names(artefact.property("features")),
        names(artefact.property("classes")),
        counts,
        Integer.parseInt(artefact.property("noisy-rows")),
        Boolean.parseBoolean(artefact.property("clean-labels-known")),
        mean.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Standardization(
                    Standardization.parse(mean),
                    Standardization.parse(artefact.property("standardization.deviation")))),
        Augmentation.NONE,
        LeftOut.NONE);
  }

  /** The same rows, changed in training. */
  public PreparedData withAugmentation(Augmentation changes) {
    return with(classNames, changes, leftOut);
  }

  /** The same rows, with what was not made one of them. */
  PreparedData without(LeftOut records) {
    return with(classNames, augmentation, records);
  }

  /** The same rows, for a network that calls the classes so. */
  public PreparedData withClassNames(List<String> names) {
    return with(names, augmentation, leftOut);
  }

  private PreparedData with(List<String> names, Augmentation changes, LeftOut records) {
    return new PreparedData(
        artefact,
        digest,
        featureColumns,
        names,
        counts,
        noisyRows,
        cleanLabelsKnown,
        standardization,
        changes,
        records);
  }

  /** Key of the store's entry. */
  public String key() {
    return artefact.manifest().key();
  }

  /** Key of what training sees: the rows, and what they become in training. */
  public String trainingKey() {
    return augmentation.changes() ? key() + "/" + augmentation : key();
  }

  /** D, features of a row. */
  public int width() {
    return featureColumns.size();
  }

  /** Bytes of a row's features as shards keep them. */
  public long storedBytes() {
    return pixels(artefact).map(p -> (long) p.stored().size()).orElse((long) Float.BYTES * width());
  }

  /** What a row is. */
  public InputShape input() {
    return input(artefact);
  }

  /** What a row of an artefact of this kind is. */
  public static InputShape input(Artefact data) {
    Optional<PixelFormat> pixels = pixels(data);
    return pixels.isPresent()
        ? pixels.get().input()
        : new InputShape.Flat(names(data.property("features")).size());
  }

  /** How pictures become what a network is given, in words; empty where rows are no pictures. */
  public String pixels() {
    return pixels(artefact).map(PixelFormat::describe).orElse("");
  }

  /** How pictures are stored, where rows are pictures. */
  static Optional<PixelFormat> pixels(Artefact data) {
    return Optional.ofNullable(data.manifest().properties().get(PIXELS)).map(PixelFormat::parse);
  }

  /** C, number of classes. */
  public int classes() {
    return classNames.size();
  }

  /** Rows of a split. */
  public int rows(Split split) {
    return counts.get(split);
  }

  /** Blocks of a split, in id order. */
  public List<ManifestEntry> blocks(Split split) {
    return blocks(artefact, split);
  }

  /** Reads blocks; ship this to executors, not the whole record. */
  public BlockReader reader() {
    return new BlockReader(artefact, augmentation);
  }

  static List<ManifestEntry> blocks(Artefact artefact, Split split) {
    return artefact.manifest().entries().stream()
        .filter(entry -> entry.name().startsWith(split.slug() + "-"))
        .toList();
  }

  static ManifestEntry indexEntry(Artefact artefact, Split split) {
    return artefact.manifest().entries().stream()
        .filter(entry -> entry.name().startsWith(INDEX + split.slug() + "-"))
        .findFirst()
        .orElseThrow(
            () ->
                new StorageException(
                    "Cannot use "
                        + artefact.folder()
                        + ": its manifest names no index of the split "
                        + split.slug()
                        + "; delete the manifest so that it is built again"));
  }

  /** How the index file of a split is named. */
  static String indexStem(Split split) {
    return INDEX + split.slug();
  }

  /** How a block file is named. */
  static String blockStem(Split split, int index) {
    return String.format("%s-%05d", split.slug(), index);
  }

  /** A list of names as one property. */
  static String text(List<String> names) {
    try {
      return JSON.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new AssertionError("texts are always JSON", e);
    }
  }

  private static List<String> names(String text) {
    try {
      return JSON.readValue(text, new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new StorageException(
          "Cannot read the names " + text + " of a manifest; expected a JSON list", e);
    }
  }
}

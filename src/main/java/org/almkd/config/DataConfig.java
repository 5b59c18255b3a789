package org.almkd.config;

/**
 * Where the rows come from and what is done to them before anyone learns from them ({@code data}).
 *
 * @param source the rows
 * @param seed seed of generator, splits and label noise; at least 0
 * @param classes number or names of the classes
 * @param standardize whether features are standardised with mean and deviation of the training rows
 * @param onEmptyClass what to do when a class has no training row
 * @param partitions partitions in which a source is read; 0 means as Spark splits it. Changes no
 *     result
 * @param split shares of rows where the source names no split
 * @param noise noise put on training labels
 * @param images what becomes of pictures
 * @param limits how much of the rows is used
 */
public record DataConfig(
    DataSource source,
    long seed,
    Classes classes,
    boolean standardize,
    OnEmptyClass onEmptyClass,
    int partitions,
    SplitShares split,
    NoiseConfig noise,
    ImageConfig images,
    RowLimits limits) {

  /** A configuration that uses all rows. */
  public DataConfig(
      DataSource source,
      long seed,
      Classes classes,
      boolean standardize,
      OnEmptyClass onEmptyClass,
      int partitions,
      SplitShares split,
      NoiseConfig noise,
      ImageConfig images) {
    this(
        source,
        seed,
        classes,
        standardize,
        onEmptyClass,
        partitions,
        split,
        noise,
        images,
        RowLimits.NONE);
  }

  /** The same, with classes that the run file does not name. */
  public DataConfig withClasses(Classes known) {
    return new DataConfig(
        source, seed, known, standardize, onEmptyClass, partitions, split, noise, images, limits);
  }
}

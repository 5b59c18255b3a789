package org.almkd.config;

/** Where a teacher comes from ({@code source} of an entry of {@code teachers}). */
public sealed interface TeacherSource {
  /**
   * A network trained on the labels alone by this trainer.
   *
   * @param architecture family and sizes
   * @param initialisation initial weights
   * @param train how it is trained: the run's workers and averaging, all else its own
   * @param folds F, into which the training rows are cut so that F further networks, each trained
   *     without one fold, can say what they think of rows that they have not seen; 0: none
   */
  record Train(
      Architecture architecture, Initialisation initialisation, TrainConfig train, int folds)
      implements TeacherSource {

    /** Returns the same without folds, on which the network of all rows does not depend. */
    public Train withoutFolds() {
      return new Train(architecture, initialisation, train, 0);
    }
  }

  /**
   * A network trained elsewhere with DL4J.
   *
   * @param path zip written by DL4J's ModelSerializer
   */
  record Dl4j(String path) implements TeacherSource {}

  /**
   * Logits made elsewhere.
   *
   * @param path Parquet or CSV: file, folder or glob
   * @param id column of ids
   * @param logits array column of logits (Parquet), or prefix of the columns prefix0, prefix1, ...
   *     (CSV)
   */
  record Logits(String path, String id, String logits) implements TeacherSource {}
}

package org.almkd.config;

/** Contradictions between the keys of {@code data.synthetic}, which depend on the kind of data. */
final class SyntheticChecks {
  // classes x clusters is less than 2^62, and 1L << 62 does not overflow.
  private static final int ENOUGH_DIMENSIONS = 62;
  private static final int DIMENSIONS_OF_A_SPIRAL = 2;

  private final ConfigNode node;
  private final DataSource.Synthetic synthetic;

  SyntheticChecks(ConfigNode node, DataSource.Synthetic synthetic) {
    this.node = node;
    this.synthetic = synthetic;
  }

  /**
   * @param classes number of classes; 0 where it is not known yet
   */
  void check(int classes) {
    switch (synthetic.kind()) {
      case CLASSIFICATION -> {
        checkInformative();
        checkClusters(classes);
      }
      case SPIRALS -> checkPlane();
      case BLOBS -> {}
    }
  }

  private void checkInformative() {
    if (node.areSound("informative", "features")
        && synthetic.informative() > synthetic.features()) {
      node.problem(
          "data.synthetic.informative = "
              + synthetic.informative()
              + "; expected at most data.synthetic.features = "
              + synthetic.features()
              + "; lower informative or raise features",
          "informative",
          "features");
    }
  }

  private void checkClusters(int classes) {
    long clusters = (long) classes * synthetic.clustersPerClass();
    int dimensions = Math.min(synthetic.informative(), ENOUGH_DIMENSIONS);
    if (node.areSound("informative", "clusters-per-class") && clusters > 1L << dimensions) {
      node.problem(
          classes
              + " classes x "
              + synthetic.clustersPerClass()
              + " clusters = "
              + clusters
              + " clusters; expected at most 2^data.synthetic.informative = "
              + (1L << dimensions)
              + ", one a corner; raise data.synthetic.informative or lower data.synthetic.clusters-per-class",
          "clusters-per-class",
          "informative");
    }
  }

  private void checkPlane() {
    if (node.areSound("features") && synthetic.features() != DIMENSIONS_OF_A_SPIRAL) {
      node.problem(
          "data.synthetic.features = "
              + synthetic.features()
              + "; expected 2, since spirals lie in a plane; set data.synthetic.features = 2 or another kind",
          "features",
          "kind");
    }
  }
}

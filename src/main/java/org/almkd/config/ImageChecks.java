package org.almkd.config;

import java.util.Optional;

/** What else must be so where a network for images is trained. */
final class ImageChecks {
  private final ConfigNode root;

  ImageChecks(ConfigNode root) {
    this.root = root;
  }

  void check(RunConfig config) {
    Optional<String> network =
        config
            .architectures()
            .filter(Architecture::takesImages)
            .map(Architecture::describe)
            .findFirst();
    if (network.isEmpty() || !root.areSound("teachers", "baselines", "data.source")) {
      return;
    }
    if (!config.data().source().hasImages()) {
      root.problem(
          "data.source = %s has no images, which %s takes; expected idx, cifar10, cifar100, files of images, or parquet with data.parquet.image; or set architecture.kind = mlp"
              .formatted(config.data().source().key(), network.get()),
          "data.source",
          "student.architecture.kind",
          "teachers");
    }
    if (config.data().standardize()) {
      root.problem(
          "data.standardize = true with %s; expected false, since it would give every pixel a mean and deviation of its own; data.images.mean and data.images.deviation are those of a channel"
              .formatted(network.get()),
          "data.standardize");
    }
    if (config.train().averaging().master() == AveragingConfig.Master.DL4J) {
      root.problem(
          "train.averaging.master = dl4j with %s; expected rounds, since DL4J keeps no optimizer state for the running statistics of batch normalisation, so that its state does not fit ours"
              .formatted(network.get()),
          "train.averaging.master");
    }
  }
}

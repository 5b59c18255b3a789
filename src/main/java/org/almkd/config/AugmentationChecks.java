package org.almkd.config;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What else must be so where training pictures are changed at random. */
final class AugmentationChecks {
  private static final String KEY = "data.images.augmentation";

  private final ConfigNode root;

  AugmentationChecks(ConfigNode root) {
    this.root = root;
  }

  void check(RunConfig config) {
    AugmentationConfig augmentation = config.data().images().augmentation();
    if (!augmentation.changes()
        || !root.areSound(KEY + ".soft-labels", "data.source", "teachers", "baselines")) {
      return;
    }
    if (!config.data().source().hasImages()) {
      problem(
          "data.source = %s has no images, which %s changes; expected a source of images; or remove %s"
              .formatted(config.data().source().key(), KEY, KEY));
    }
    if (config.data().standardize()) {
      problem(
          "data.standardize = true with %s; expected false, since bytes of pixels are changed, not numbers; data.images.mean and data.images.deviation are those of a channel"
              .formatted(KEY));
    }
    if (augmentation.pad() > 0 && augmentation.leastArea() < 1) {
      problem(
          "%s.pad = %d with %s.least-area = %s; expected one of the two, since crops that are resized are taken from the picture itself; set pad = 0 or least-area = 1"
              .formatted(KEY, augmentation.pad(), KEY, augmentation.leastArea()));
    }
    if (augmentation.softLabels() != AugmentationConfig.SoftLabelMode.CLEAN) {
      checkTeachers(config, KebabCase.of(augmentation.softLabels()));
    }
    if (augmentation.runsTeachers()
        && config.train().averaging().master() == AveragingConfig.Master.DL4J) {
      problem(
          "%s.soft-labels = live with train.averaging.master = dl4j; expected rounds, whose workers can run teachers beside the student; set train.averaging.master = rounds, or soft-labels = views or clean"
              .formatted(KEY));
    }
  }

  /** Of views, the networks of teachers that have seen all rows alone can tell logits. */
  private void checkTeachers(RunConfig config, String mode) {
    boolean doubts =
        config.method() == Method.DOUBT
            || config.baselines().stream().anyMatch(b -> b.method() == Method.DOUBT);
    boolean imports =
        config.teachers().stream()
            .map(TeacherConfig::source)
            .anyMatch(TeacherSource.Logits.class::isInstance);
    boolean folds =
        config.teachers().stream()
            .map(TeacherConfig::source)
            .anyMatch(source -> source instanceof TeacherSource.Train train && train.folds() > 0);
    if (doubts || imports || folds) {
      problem(
          "%s.soft-labels = %s with %s; expected clean, since there are logits of the rows alone, and none of their views; or teachers of source = train without folds or source = dl4j, and a method out of %s"
              .formatted(
                  KEY,
                  mode,
                  imports
                      ? "a teacher whose logits were computed elsewhere"
                      : folds ? "a teacher of several folds" : "method = doubt",
                  Arrays.stream(Method.values())
                      .filter(method -> method != Method.DOUBT)
                      .map(KebabCase::of)
                      .collect(Collectors.joining(", "))));
    }
  }

  private void problem(String text) {
    root.problem(text, KEY + ".pad", KEY + ".flip", KEY + ".least-area", KEY + ".soft-labels", KEY);
  }
}

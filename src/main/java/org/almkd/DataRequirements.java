package org.almkd;

import java.util.ArrayList;
import java.util.List;
import org.almkd.config.Architecture;
import org.almkd.config.BaselineConfig;
import org.almkd.config.EarlyStop;
import org.almkd.config.Method;
import org.almkd.config.RunConfig;
import org.almkd.config.TeacherConfig;
import org.almkd.config.TrainConfig;
import org.almkd.data.InputShape;
import org.almkd.data.InvalidDataException;
import org.almkd.data.PreparedData;
import org.almkd.data.Split;
import org.almkd.method.SparkFoldTeachers;

/**
 * What a run needs of its rows, beyond each row being right; checked before anything is trained.
 */
final class DataRequirements {
  private DataRequirements() {}

  static void check(RunConfig config, PreparedData data) {
    List<String> problems = new ArrayList<>();
    int rows = data.rows(Split.TRAIN);
    if (rows < config.train().workers()) {
      problems.add(
          "found %d training rows for train.workers = %d; expected at least one row a worker; use fewer workers"
              .formatted(rows, config.train().workers()));
    }
    int pad = config.data().images().augmentation().pad();
    if (data.input() instanceof InputShape.Image picture
        && pad >= Math.min(picture.height(), picture.width())) {
      problems.add(
          "found data.images.augmentation.pad = %d for pictures of %d x %d pixels; expected less than a side, or some crops show nothing; make it smaller"
              .formatted(pad, picture.width(), picture.height()));
    }
    if (!(data.input() instanceof InputShape.Image)) {
      config
          .architectures()
          .filter(Architecture::takesImages)
          .findFirst()
          .ifPresent(
              network ->
                  problems.add(
                      "found rows of %d numbers; expected images, which %s takes; use image files of three dimensions, or architecture.kind = mlp"
                          .formatted(data.width(), network.describe())));
    }
    for (TeacherConfig teacher : config.teachers()) {
      int folds = SparkFoldTeachers.folds(teacher);
      if (rows < folds) {
        problems.add(
            "found %d training rows for the %d folds of teacher %s; expected at least one row a fold; set its folds to a smaller number such as 5"
                .formatted(rows, folds, teacher.name()));
      }
    }
    if (data.rows(Split.VALIDATION) == 0 && needsValidation(config)) {
      problems.add(
          "found no validation rows; expected some, since lambdas are learned on them; set data.split.validation above 0 or mark rows as validation");
    }
    if (data.rows(Split.SELECTION) == 0 && stopsEarly(config)) {
      problems.add(
          "found no rows to select the best epoch on; expected some for train.early-stop = best-validation; set data.split.selection above 0");
    }
    if (!problems.isEmpty()) {
      throw new InvalidDataException("Cannot run on these rows", problems, problems.size());
    }
  }

  private static boolean needsValidation(RunConfig config) {
    return config.method().learnsLambdas()
        || config.baselines().stream().map(BaselineConfig::method).anyMatch(Method::learnsLambdas);
  }

  private static boolean stopsEarly(RunConfig config) {
    return isEarly(config.train())
        || config.baselines().stream()
            .map(BaselineConfig::train)
            .anyMatch(DataRequirements::isEarly)
        || config.assistants().stream().anyMatch(a -> isEarly(a.train()));
  }

  private static boolean isEarly(TrainConfig train) {
    return train.earlyStop() == EarlyStop.BEST_VALIDATION;
  }
}

package org.almkd.config;

/** What must be set besides, for a purpose and for the methods that are used. */
final class CompletenessChecks {
  private final ConfigNode root;
  private final Purpose purpose;

  CompletenessChecks(ConfigNode root, Purpose purpose) {
    this.root = root;
    this.purpose = purpose;
  }

  void check(RunConfig config) {
    switch (purpose) {
      case DISTILL -> {
        checkMethod(config, config.method(), "method");
        config.baselines().forEach(b -> checkMethod(config, b.method(), "baselines"));
        checkGenerations(config.method(), config.intermediates(), "method");
        config
            .baselines()
            .forEach(b -> checkGenerations(b.method(), b.intermediates(), "baselines"));
      }
      case EVALUATE -> require("predict.model", "the folder of an exported network");
      case PREDICT -> {
        require("predict.model", "the folder of an exported network");
        require("predict.output", "a new folder for the predictions");
      }
    }
  }

  private void require(String key, String expected) {
    if (root.areSound(key) && root.text(key).isBlank()) {
      root.problem(key + " is not set; expected " + expected + "; set " + key, key);
    }
  }

  private void checkMethod(RunConfig config, Method method, String key) {
    if (!root.areSound("method", "teachers", "baselines")) {
      return;
    }
    if (method.needsTeachers() && config.teachers().isEmpty()) {
      root.problem(
          "teachers = []; expected at least one teacher for the method "
              + method.key()
              + " ("
              + key
              + "); add { name = big, source = train } to teachers, or use the method labels alone",
          "teachers",
          key);
    }
    if (method.learnsLambdas() || (method == Method.DOUBT && fallsBack(config))) {
      checkValidation(config, method, key);
    }
  }

  /** Whether every teacher has seen the labels, so that doubt is alm-kd. */
  private static boolean fallsBack(RunConfig config) {
    return config.teachers().stream().allMatch(TeacherConfig::hasSeenAllLabels);
  }

  private void checkGenerations(Method method, IntermediatesConfig intermediates, String key) {
    if (intermediates.generations() == 1 || method.hasGenerations()) {
      return;
    }
    String why =
        method == Method.LABELS
            ? "since a generation is taught by the one before it, and labels listens to no teacher"
            : "since its assistants lead from the teachers of the run to one student";
    root.problem(
        "distill.generations = %d with the method %s (%s); expected 1, %s; set distill.generations = 1, or use fixed, alm-kd or amal"
            .formatted(intermediates.generations(), method.key(), key, why),
        "distill.generations",
        key);
  }

  private void checkValidation(RunConfig config, Method method, String key) {
    String validationKey = emptyValidation(config.data());
    if (!validationKey.isEmpty()) {
      root.problem(
          validationKey
              + " = 0; expected validation rows, on which the method "
              + method.key()
              + " ("
              + key
              + ") learns its lambdas; raise "
              + validationKey,
          validationKey,
          key);
    }
  }

  /** The key that leaves no row for validation, or an empty text. */
  private static String emptyValidation(DataConfig data) {
    if (data.source() instanceof DataSource.Synthetic synthetic) {
      return synthetic.validationRows() == 0 ? "data.synthetic.validation-rows" : "";
    }
    boolean namesSplits =
        (data.source() instanceof DataSource.Csv csv && !csv.split().isEmpty())
            || (data.source() instanceof DataSource.Parquet parquet && !parquet.split().isEmpty());
    return !namesSplits && data.split().validation() == 0 ? "data.split.validation" : "";
  }
}

package org.almkd.data;

import java.util.ArrayList;
import java.util.List;
import org.almkd.config.Classes;
import org.almkd.config.OnEmptyClass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks of the data as a whole, once ids, labels and splits are known. */
final class DataChecks {
  private static final Logger LOG = LoggerFactory.getLogger(DataChecks.class);

  private DataChecks() {}

  static void requireRows(String name, int rows) {
    if (rows == 0) {
      throw new InvalidDataException(
          "Cannot use " + name,
          "found no row; expected at least one below the header; check the path");
    }
  }

  static void requireKeptRows(String name, int found, int kept) {
    if (kept == 0 && found > 0) {
      throw new InvalidDataException(
          "Cannot use " + name,
          "found %d rows, none of the first classes; expected some; raise limits.classes, or set it to 0"
              .formatted(found));
    }
  }

  static void requireTrainingRows(String name, SplitIndex training) {
    if (training.rows() == 0) {
      throw new InvalidDataException(
          "Cannot train on " + name,
          "found no training row; expected some; check the split column or data.split");
    }
  }

  /** One class is nothing to learn. */
  static void requireClasses(String name, Classes configured, RowIndex rows) {
    int classes = Math.max(configured.count(), rows.largestLabel() + 1);
    if (classes < 2) {
      throw new InvalidDataException(
          "Cannot train on " + name,
          "found one class%s; expected two or more; check the path and the labels"
              .formatted(configured.names().isEmpty() ? "" : ", " + configured.names().get(0)));
    }
  }

  /** Every class should have a training row, or networks learn nothing of it. */
  static void checkClasses(
      String name, SplitIndex training, List<String> classNames, OnEmptyClass onEmptyClass) {
    boolean[] seen = new boolean[classNames.size()];
    for (int label : training.labels()) {
      seen[label] = true;
    }
    List<String> empty = new ArrayList<>();
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i]) {
        empty.add(classNames.get(i));
      }
    }
    if (empty.isEmpty()) {
      return;
    }
    String found =
        "found no training row of "
            + empty.size()
            + " of "
            + seen.length
            + " classes: "
            + shortened(empty);
    switch (onEmptyClass) {
      case FAIL ->
          throw new InvalidDataException(
              "Cannot train on " + name,
              found
                  + "; expected rows of every class; correct data.classes or set data.on-empty-class = warn");
      case WARN -> LOG.warn("{}: {}", name, found);
    }
  }

  private static String shortened(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(20, names.size())))
        + (names.size() > 20 ? ", ..." : "");
  }
}

package org.almkd.doctor;

import org.almkd.data.DataShape;
import org.almkd.data.Split;

/** Checks of rows, classes and teachers against each other. */
public final class DataChecks {
  private static final String DRIVER = "driver";

  private DataChecks() {}

  /** Returns what the rows say, all of which were read. */
  public static CheckResult classes(DataShape data) {
    Check check = new Check(CheckKind.DATA, "classes", DRIVER);
    String found =
        "%d rows (%d to train on) of %d features; %d of %d classes have training rows; the student gives %d logits"
            .formatted(
                data.rows(),
                data.rows(Split.TRAIN),
                data.width(),
                data.trainedClasses(),
                data.classes(),
                data.classes());
    if (data.trainedClasses() < data.classes()) {
      return check.warn(
          found, "training rows of every class", "correct data.classes, or add rows of the others");
    }
    return check.ok(found, "");
  }

  /** Returns whether a teacher fits the rows. */
  public static CheckResult teacher(ClassFacts facts, DataShape data) {
    Check check = new Check(CheckKind.DATA, "teacher-logits", DRIVER);
    if (!facts.failure().isEmpty()) {
      return check.fail(facts.failure(), "", "");
    }
    String found =
        "teacher %s (%s) gives %d logits, the data has %d classes"
            .formatted(facts.teacher(), facts.source(), facts.logits(), data.classes());
    if (facts.logits() != data.classes()) {
      return check.fail(found, "one logit a class", "use a teacher of the same classes");
    }
    return check.ok(found, "");
  }
}

package org.almkd.method;

import org.almkd.config.InitialLambda;
import org.almkd.config.Method;
import org.almkd.data.PreparedData;
import org.almkd.data.Split;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;

/** What a method means: who teaches, by which rule, and from which lambdas on. */
final class Curricula {
  private Curricula() {}

  /** Returns the curriculum of a lesson that these teachers give directly. */
  static Curriculum of(Lesson lesson, Faculty faculty, PreparedData data) {
    Faculty teachers = lesson.method() == Method.LABELS ? Faculty.NONE : faculty;
    int count = teachers.softLabels().size();
    return new Curriculum(teachers, rule(lesson, count), initialLambdas(lesson, count, data));
  }

  private static LossRule rule(Lesson lesson, int teachers) {
    return switch (lesson.method()) {
      case LABELS -> new LossRule.Labels(0);
      case FIXED, TAKD -> new LossRule.Fixed(lesson.mixing().fixedLambda(), teachers);
      case ALM_KD -> new LossRule.AlmKd(teachers, lesson.mixing().adaptive().gradient());
      case AMAL -> new LossRule.Amal(teachers);
      case DGKD -> dgkd(lesson, teachers);
      case DOUBT ->
          throw new IllegalArgumentException("doubt is not given by its teachers directly");
    };
  }

  /** Where none is left out this is fixed, and named so: takd and dgkd then share assistants. */
  private static LossRule dgkd(Lesson lesson, int teachers) {
    double lambda = lesson.mixing().fixedLambda();
    double drop = lesson.intermediates().dgkdDrop();
    return drop == 0
        ? new LossRule.Fixed(lambda, teachers)
        : new LossRule.Dgkd(lambda, teachers, drop, lesson.seed());
  }

  /** Returns the table before the first pass; the label weight of amal starts at 1 - max lambda. */
  private static LambdaTable initialLambdas(Lesson lesson, int teachers, PreparedData data) {
    if (!lesson.method().learnsLambdas()) {
      return LambdaTable.EMPTY;
    }
    long[] ids = data.reader().index(Split.TRAIN).ids();
    InitialLambda initial = lesson.mixing().adaptive().initial();
    LambdaTable table =
        switch (initial.kind()) {
          case CONSTANT -> LambdaTable.constant(ids.length, teachers, initial.lambda());
          case UNIFORM -> LambdaTable.uniform(ids, teachers, lesson.seed());
        };
    return lesson.method() == Method.AMAL ? table.withLabelWeight() : table;
  }
}

package org.almkd.method;

import org.almkd.config.InitialLambda;
import org.almkd.config.Method;
import org.almkd.config.MixingConfig;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;

/** What a method means: its rule and the lambdas it starts from. */
final class LossRules {
  private LossRules() {}

  /** Returns the teachers that a method listens to: none for labels. */
  static int teachers(Method method, int teachers) {
    return method == Method.LABELS ? 0 : teachers;
  }

  static LossRule rule(Method method, MixingConfig mixing, int teachers) {
    return switch (method) {
      case LABELS -> new LossRule.Labels(0);
      case FIXED -> new LossRule.Fixed(mixing.fixedLambda(), teachers);
      case ALM_KD -> new LossRule.AlmKd(teachers, mixing.adaptive().gradient());
      case AMAL -> new LossRule.Amal(teachers);
    };
  }

  /** Returns the table before the first pass; the label weight of amal starts at 1 - max lambda. */
  static LambdaTable initialLambdas(
      Method method, MixingConfig mixing, int teachers, long[] ids, long seed) {
    if (!method.learnsLambdas()) {
      return LambdaTable.EMPTY;
    }
    InitialLambda initial = mixing.adaptive().initial();
    LambdaTable table =
        switch (initial.kind()) {
          case CONSTANT -> LambdaTable.constant(ids.length, teachers, initial.lambda());
          case UNIFORM -> LambdaTable.uniform(ids, teachers, seed);
        };
    return method == Method.AMAL ? table.withLabelWeight() : table;
  }
}

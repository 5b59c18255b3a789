package org.almkd.config;

import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads {@code mixing}. */
final class MixingConfigReader {
  /** What {@code lambda-learning-rate} is when the step decides. */
  static final String FROM_STEP = "from-step";

  private static final String LAMBDA_LEARNING_RATE = "lambda-learning-rate";

  private MixingConfigReader() {}

  static MixingConfig read(ConfigNode mixing, Method method) {
    return new MixingConfig(
        mixing.number("temperature", Range.POSITIVE),
        mixing.number("fixed.lambda", Range.SHARE),
        adaptive(mixing.child("adaptive"), method),
        new DoubtConfig(
            mixing.number("doubt.initial-lambda", Range.SHARE),
            mixing.choice("doubt.refit", DoubtConfig.Refit.class)));
  }

  private static AdaptiveConfig adaptive(ConfigNode node, Method method) {
    AdaptiveConfig adaptive =
        new AdaptiveConfig(
            node.choice("preset", Preset.class),
            new InitialLambda(
                node.choice("initial.kind", InitialLambda.Kind.class),
                node.number("initial.lambda", Range.SHARE)),
            node.whole("update-every-epochs", 1),
            node.whole("warmup-epochs", 0),
            node.number("label-blend", Range.SHARE),
            node.number("validation-term-weight", Range.NOT_NEGATIVE),
            node.number("train-term-weight", Range.NOT_NEGATIVE),
            node.whole("chunk-size", 1),
            node.whole("look-ahead-batch-size", 0),
            node.whole("validation-batch-size", 1),
            node.whole("validation-rows", 1),
            node.whole("inner-steps", 1),
            node.number("step", Range.POSITIVE),
            lambdaLearningRate(node),
            node.number("clamp.low", Range.NOT_NEGATIVE),
            node.number("clamp.high", isShare(method) ? Range.SHARE : Range.NOT_NEGATIVE),
            node.choice("gradient", GradientKind.class),
            node.choice("target-teacher", TargetTeacher.class));
    checkClamp(node, adaptive);
    checkWeights(node, adaptive);
    return adaptive;
  }

  /** Doubt falls back to alm-kd, whose lambdas are shares. */
  private static boolean isShare(Method method) {
    return method == Method.ALM_KD || method == Method.DOUBT;
  }

  private static OptionalDouble lambdaLearningRate(ConfigNode node) {
    ConfigValue value = node.value(LAMBDA_LEARNING_RATE);
    if (ConfigNode.scalarText(value).equals(Optional.of(FROM_STEP))) {
      return OptionalDouble.empty();
    }
    Optional<Double> number =
        ConfigNode.scalarNumber(value)
            .map(BigDecimal::doubleValue)
            .filter(Range.POSITIVE::contains);
    if (number.isEmpty()) {
      node.reject(LAMBDA_LEARNING_RATE, value, FROM_STEP + " or a number > 0");
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(number.get());
  }

  private static void checkClamp(ConfigNode node, AdaptiveConfig adaptive) {
    double low = adaptive.clampLow();
    double high = adaptive.clampHigh();
    if (!node.areSound("clamp.low", "clamp.high", "initial.lambda", "initial.kind")) {
      return;
    }
    if (low >= high) {
      node.problem(
          node.name("clamp.low")
              + " = "
              + low
              + "; expected less than clamp.high = "
              + high
              + ", the range that lambdas are kept in; lower clamp.low or raise clamp.high",
          "clamp.low",
          "clamp.high");
      return;
    }
    double lambda = adaptive.initial().lambda();
    boolean isInside = lambda >= low && lambda <= high;
    if (adaptive.initial().kind() == InitialLambda.Kind.CONSTANT && !isInside) {
      node.problem(
          node.name("initial.lambda")
              + " = "
              + lambda
              + "; expected a value within clamp.low = "
              + low
              + " and clamp.high = "
              + high
              + "; change the initial lambda or the clamp",
          "initial.lambda",
          "clamp.low",
          "clamp.high");
    }
  }

  private static void checkWeights(ConfigNode node, AdaptiveConfig adaptive) {
    boolean bothZero = adaptive.validationTermWeight() == 0 && adaptive.trainTermWeight() == 0;
    if (node.areSound("validation-term-weight", "train-term-weight") && bothZero) {
      node.problem(
          node.name("validation-term-weight")
              + " = 0 and "
              + node.name("train-term-weight")
              + " = 0; expected at least one weight > 0, or lambdas have no loss to follow; raise one",
          "validation-term-weight",
          "train-term-weight");
    }
  }
}

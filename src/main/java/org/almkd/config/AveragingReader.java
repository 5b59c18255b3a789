package org.almkd.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code train.averaging}: one interval, or a schedule of them. */
final class AveragingReader {
  private static final String EVERY = "every";
  private static final String FROM_EPOCH = "from-epoch";
  private static final String EXPECTED =
      "\"5 batches\", \"1 epoch\", or [{ from-epoch = 0, every = 1 batches }, ...] with from-epoch 0 first and then increasing";
  private static final Pattern INTERVAL =
      Pattern.compile("([1-9][0-9]{0,8})\\s+(batch|batches|epoch|epochs)");

  private AveragingReader() {}

  static AveragingConfig read(ConfigNode averaging) {
    AveragingConfig.Master master = averaging.choice("master", AveragingConfig.Master.class);
    ConfigValue value = averaging.value(EVERY);
    Optional<List<AveragingConfig.Step>> steps = schedule(value);
    if (steps.isEmpty()) {
      averaging.reject(EVERY, value, EXPECTED);
    }
    return new AveragingConfig(steps.orElseGet(AveragingReader::placeholder), master);
  }

  /**
   * What stands for a schedule that was rejected; the configuration is refused as a whole
   * afterwards.
   */
  private static List<AveragingConfig.Step> placeholder() {
    return List.of(
        new AveragingConfig.Step(0, new AveragingConfig.Every(1, AveragingConfig.Unit.EPOCHS)));
  }

  private static Optional<List<AveragingConfig.Step>> schedule(ConfigValue value) {
    if (!(value instanceof ConfigList list)) {
      return interval(value).map(every -> List.of(new AveragingConfig.Step(0, every)));
    }
    List<AveragingConfig.Step> steps = new ArrayList<>();
    for (ConfigValue element : list) {
      Optional<AveragingConfig.Step> step = step(element);
      boolean follows =
          step.isPresent()
              && (steps.isEmpty()
                  ? step.get().fromEpoch() == 0
                  : step.get().fromEpoch() > steps.get(steps.size() - 1).fromEpoch());
      if (!follows) {
        return Optional.empty();
      }
      steps.add(step.get());
    }
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps);
  }

  private static Optional<AveragingConfig.Step> step(ConfigValue element) {
    if (!(element instanceof ConfigObject object)
        || !object.keySet().equals(Set.of(FROM_EPOCH, EVERY))) {
      return Optional.empty();
    }
    Optional<Long> fromEpoch =
        WholeNumber.of(object.get(FROM_EPOCH)).filter(n -> n >= 0 && n <= Integer.MAX_VALUE);
    Optional<AveragingConfig.Every> every = interval(object.get(EVERY));
    return fromEpoch.flatMap(
        epoch -> every.map(interval -> new AveragingConfig.Step(epoch.intValue(), interval)));
  }

  private static Optional<AveragingConfig.Every> interval(ConfigValue value) {
    Matcher matcher = INTERVAL.matcher(ConfigNode.scalarText(value).orElse("").strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean isBatches = matcher.group(2).startsWith("batch");
    return Optional.of(
        new AveragingConfig.Every(
            Integer.parseInt(matcher.group(1)),
            isBatches ? AveragingConfig.Unit.BATCHES : AveragingConfig.Unit.EPOCHS));
  }
}

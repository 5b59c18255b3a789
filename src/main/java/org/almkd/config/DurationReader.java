package org.almkd.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.Optional;

/** Reads lengths of time: a number and a unit, such as 30 seconds or 2h. */
final class DurationReader {
  private static final String NONE = "none";

  private DurationReader() {}

  /** A length of time of at least {@code least}. */
  static Duration read(ConfigNode block, String key, Duration least) {
    ConfigValue value = block.value(key);
    Optional<Duration> found = parse(value).filter(d -> d.compareTo(least) >= 0);
    if (found.isEmpty()) {
      block.reject(key, value, expected(least));
    }
    // What was rejected is refused as a whole afterwards.
    return found.orElse(least);
  }

  /** A length of time above 0; none or 0 for no limit. */
  static Optional<Duration> limit(ConfigNode block, String key) {
    ConfigValue value = block.value(key);
    String text = ConfigNode.scalarText(value).orElse("").strip();
    if (text.equals(NONE) || text.equals("0")) {
      return Optional.empty();
    }
    Optional<Duration> found = parse(value).filter(d -> !d.isNegative());
    if (found.isEmpty()) {
      block.reject(key, value, expected(Duration.ZERO) + ", or none");
    }
    return found.filter(d -> !d.isZero());
  }

  private static Optional<Duration> parse(ConfigValue value) {
    // A number alone would be read as milliseconds, which nobody means.
    if (value.valueType() != ConfigValueType.STRING || ConfigNode.scalarNumber(value).isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(value.atKey("v").getDuration("v"));
    } catch (ConfigException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static String expected(Duration least) {
    return "a number and a unit (s, m, h, d) of at least %s s, such as 30 seconds"
        .formatted(least.toSeconds());
  }
}

package org.almkd.config;

import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Reads whole numbers without rounding or wrapping them. */
final class WholeNumber {
  private WholeNumber() {}

  /** The number if it is whole and fits a long: 1e3 and 8.0 are whole, 1.5 is not. */
  static Optional<Long> of(ConfigValue value) {
    try {
      return ConfigNode.scalarNumber(value).map(BigDecimal::longValueExact);
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Whether each number is greater than the one before it. */
  static boolean areIncreasing(List<Integer> numbers) {
    for (int i = 1; i < numbers.size(); i++) {
      if (numbers.get(i) <= numbers.get(i - 1)) {
        return false;
      }
    }
    return true;
  }
}

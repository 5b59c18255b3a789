package org.almkd.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How constants of enums are written in a configuration: {@code BEST_VALIDATION} as {@code
 * best-validation}.
 */
final class KebabCase {
  private KebabCase() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static <E extends Enum<E>> Optional<E> parse(Class<E> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> of(constant).equals(text))
        .findFirst();
  }

  static <E extends Enum<E>> String allOf(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(KebabCase::of)
        .collect(Collectors.joining(", "));
  }
}

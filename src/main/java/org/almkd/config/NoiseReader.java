package org.almkd.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code data.noise}. */
final class NoiseReader {
  private static final String MATRIX = "matrix";
  private static final double ROUNDING = 1e-6;

  private final ConfigNode noise;
  private final int classes;

  /**
   * @param classes number of classes; 0 where only the source knows it
   */
  NoiseReader(ConfigNode noise, int classes) {
    this.noise = noise;
    this.classes = classes;
  }

  NoiseConfig read() {
    NoiseConfig.Kind kind = noise.choice("kind", NoiseConfig.Kind.class);
    double rate = noise.number("rate", Range.SHARE);
    boolean includeSelf = noise.flag("include-self");
    List<List<Double>> matrix = numbers();
    if (!noise.areSound("kind")) {
      return NoiseConfig.NONE;
    }
    if (includeSelf && kind != NoiseConfig.Kind.SYMMETRIC) {
      contradict("include-self", "true", "false", "symmetric noise alone draws a class");
    }
    return switch (kind) {
      case SYMMETRIC -> NoiseConfig.symmetric(rate, includeSelf);
      case PAIR -> NoiseConfig.pair(rate);
      case MATRIX -> {
        if (rate != 0) {
          contradict("rate", String.valueOf(rate), "0", "data.noise.matrix says how many change");
        }
        checkMatrix(matrix);
        yield NoiseConfig.matrix(matrix);
      }
    };
  }

  private void contradict(String key, String found, String expected, String since) {
    noise.problem(
        "%s = %s; expected %s, since %s; remove the key, or choose another data.noise.kind"
            .formatted(noise.name(key), found, expected, since),
        key,
        "kind");
  }

  private List<List<Double>> numbers() {
    ConfigValue value = noise.value(MATRIX);
    List<List<Double>> rows = new ArrayList<>();
    for (ConfigValue row : elements(value)) {
      List<Double> numbers = new ArrayList<>();
      for (ConfigValue number : elements(row)) {
        ConfigNode.scalarNumber(number).ifPresent(n -> numbers.add(n.doubleValue()));
      }
      if (row instanceof ConfigList list && numbers.size() == list.size()) {
        rows.add(numbers);
      }
    }
    if (!(value instanceof ConfigList list) || rows.size() != list.size()) {
      noise.reject(MATRIX, value, "a list of rows of numbers, such as [[0.9, 0.1], [0.2, 0.8]]");
      return List.of();
    }
    return rows;
  }

  private static List<ConfigValue> elements(ConfigValue value) {
    return value instanceof ConfigList list ? list : List.of();
  }

  private void checkMatrix(List<List<Double>> matrix) {
    if (!noise.areSound(MATRIX)) {
      return;
    }
    int expected = classes > 0 ? classes : matrix.size();
    if (matrix.size() < 2 || matrix.size() != expected) {
      refuse("has %d rows; expected %s".formatted(matrix.size(), rows()));
    }
    for (int c = 0; c < matrix.size(); c++) {
      int row = c;
      problem(matrix.get(c), matrix.size())
          .ifPresent(found -> refuse("row %d (of true class %d) %s".formatted(row, row, found)));
    }
  }

  private String rows() {
    return classes > 0
        ? classes + ", one a class of data.classes"
        : "one a class, at least 2, since data.noise.kind = matrix";
  }

  private static Optional<String> problem(List<Double> row, int width) {
    if (row.size() != width) {
      return Optional.of(
          "has %d numbers; expected %d, as many as there are rows".formatted(row.size(), width));
    }
    double sum = 0;
    for (int j = 0; j < width; j++) {
      if (!Range.SHARE.contains(row.get(j))) {
        return Optional.of(
            "gives class %d the share %s; expected %s"
                .formatted(j, row.get(j), Range.SHARE.describe()));
      }
      sum += row.get(j);
    }
    return Math.abs(sum - 1) <= ROUNDING
        ? Optional.empty()
        : Optional.of("sums to %s; expected 1".formatted(sum));
  }

  private void refuse(String found) {
    noise.problem(noise.name(MATRIX) + " " + found + "; correct it", MATRIX, "kind");
  }
}

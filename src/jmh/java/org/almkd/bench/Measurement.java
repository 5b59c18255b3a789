package org.almkd.bench;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.util.Statistics;

/**
 * One measured quantity, as it stands in the result.
 *
 * @param name what was measured
 * @param unit of the numbers
 * @param median the value that counts
 * @param min the least
 * @param p90 nine of ten are not above it
 * @param repetitions how often it was measured
 * @param target what the median must not exceed, or must reach; null: measured to compare with
 * @param bound "&lt;=" or "&gt;="; null without a target
 * @param met whether it does; null without a target
 */
@JsonPropertyOrder({
  "name",
  "unit",
  "median",
  "min",
  "p90",
  "repetitions",
  "target",
  "bound",
  "met"
})
public record Measurement(
    String name,
    String unit,
    double median,
    double min,
    double p90,
    long repetitions,
    Double target,
    String bound,
    Boolean met) {

  /** Returns a measurement without a target from JMH's statistics. */
  static Measurement of(String name, String unit, Statistics statistics) {
    return new Measurement(
        name,
        unit,
        rounded(statistics.getPercentile(50)),
        rounded(statistics.getMin()),
        rounded(statistics.getPercentile(90)),
        statistics.getN(),
        null,
        null,
        null);
  }

  /** Returns a measurement without a target from single values. */
  static Measurement of(String name, String unit, double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    double p90 = sorted[(int) Math.ceil(0.9 * sorted.length) - 1];
    return new Measurement(
        name,
        unit,
        rounded(median),
        rounded(sorted[0]),
        rounded(p90),
        sorted.length,
        null,
        null,
        null);
  }

  /** Returns the one of a name. */
  static Measurement named(List<Measurement> measurements, String name) {
    return measurements.stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
  }

  /** Returns this with a number that the median must not exceed. */
  Measurement atMost(double most) {
    double target = rounded(most);
    return new Measurement(
        name, unit, median, min, p90, repetitions, target, "<=", median <= target);
  }

  /** Returns this with a number that the median must reach. */
  Measurement atLeast(double least) {
    double target = rounded(least);
    return new Measurement(
        name, unit, median, min, p90, repetitions, target, ">=", median >= target);
  }

  /** Four digits say all that a measurement can. */
  private static double rounded(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value;
    }
    double scale = Math.pow(10, 3 - Math.floor(Math.log10(Math.abs(value))));
    return Math.round(value * scale) / scale;
  }
}

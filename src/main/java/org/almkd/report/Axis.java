package org.almkd.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A numeric axis that begins and ends at a tick.
 *
 * @param label what it shows, with its unit
 * @param step distance of two ticks: 1, 2 or 5 times a power of ten
 * @param first first tick, in steps
 * @param last last tick, in steps; greater than first
 */
record Axis(String label, double step, long first, long last) {

  /**
   * Returns an axis that covers some numbers.
   *
   * @param label what it shows, with its unit
   * @param low least number; finite
   * @param high greatest number; finite, at least low
   * @param intervals about how many intervals between ticks, at least 1
   * @param leastStep ticks are not closer than this; 1 for whole numbers, 0 where that is all one
   */
  static Axis covering(String label, double low, double high, int intervals, double leastStep) {
    // Equal numbers still need a length around them, wide enough for double to tell the ends apart.
    double span = Math.max(high - low, 1e-9 * Math.max(1, Math.max(Math.abs(low), Math.abs(high))));
    double step = Math.max(leastStep, niceStep(span / intervals));
    long first = (long) Math.floor(low / step + 1e-9);
    long last = (long) Math.ceil(high / step - 1e-9);
    return new Axis(label, step, first, Math.max(last, first + 1));
  }

  /** Returns the least of 1, 2, 5, 10, ... times a power of ten that is not below a length. */
  private static double niceStep(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (int factor : new int[] {1, 2, 5}) {
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  double low() {
    return first * step;
  }

  double high() {
    return last * step;
  }

  /** Returns where a number lies: 0 at the low end, 1 at the high one. */
  double place(double value) {
    return (value - low()) / (high() - low());
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** Returns a tick with as many digits as the step needs. */
  String text(double tick) {
    int digits = Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9));
    return BigDecimal.valueOf(tick).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }
}

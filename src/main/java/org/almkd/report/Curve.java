package org.almkd.report;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * One line of a chart, with markers and possibly error bars; a band where it has a low and a high
 * side.
 *
 * @param name what the legend calls it
 * @param x abscissae, increasing
 * @param low ordinates; where they are NaN there is no point, and the line runs on to the next. Of
 *     a band its low side
 * @param high ordinates of the high side of a band; of a line the same array as low
 * @param errors half lengths of error bars, NaN for none; empty for a line without
 * @param areErrorsShaded whether the errors are a band around the line rather than bars
 */
public record Curve(
    String name,
    double[] x,
    double[] low,
    double[] high,
    double[] errors,
    boolean areErrorsShaded) {

  /** Returns a line. */
  public static Curve line(String name, double[] x, double[] y) {
    return new Curve(name, x, y, y, new double[0], false);
  }

  /** Returns a line with error bars of these half lengths. */
  public static Curve withErrors(String name, double[] x, double[] y, double[] errors) {
    return new Curve(name, x, y, y, errors, false);
  }

  /** Returns a line in a band of these half widths. */
  public static Curve inBand(String name, double[] x, double[] y, double[] errors) {
    return new Curve(name, x, y, y, errors, true);
  }

  /** Returns a band between two lines. */
  public static Curve band(String name, double[] x, double[] low, double[] high) {
    return new Curve(name, x, low, high, new double[0], false);
  }

  boolean isBand() {
    return low != high;
  }

  /** Returns whether there is anything to draw at a point. */
  boolean isDrawn(int point) {
    return Double.isFinite(low[point]) && Double.isFinite(high[point]);
  }

  /** Returns the numbers at a point, for a reader who points at it. */
  String text(int point) {
    if (isBand()) {
      return name + ": " + Numbers.four(low[point]) + " to " + Numbers.four(high[point]);
    }
    String value = name + ": " + Numbers.four(low[point]);
    boolean hasError = errors.length > 0 && Double.isFinite(errors[point]);
    return hasError ? value + " \u00b1 " + Numbers.four(errors[point]) : value;
  }

  /** Returns the abscissae of what is drawn. */
  DoubleStream drawnX() {
    return drawn().mapToDouble(i -> x[i]);
  }

  /** Returns the ordinates of what is drawn, with the ends of the error bars. */
  DoubleStream ends() {
    return drawn()
        .boxed()
        .flatMapToDouble(i -> DoubleStream.of(low[i] - error(i), high[i] + error(i)));
  }

  /** Returns the points that are drawn. */
  IntStream drawn() {
    return IntStream.range(0, x.length).filter(this::isDrawn);
  }

  /** Returns the half length of an error bar; 0 without. */
  double error(int point) {
    return errors.length > 0 && Double.isFinite(errors[point]) ? errors[point] : 0;
  }
}

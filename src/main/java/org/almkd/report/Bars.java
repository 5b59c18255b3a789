package org.almkd.report;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The bars of one name, one in each group of a chart.
 *
 * @param name what the legend calls them
 * @param heights where they end, NaN where there is none
 * @param errors half lengths of error bars, NaN for none; as many as heights
 */
public record Bars(String name, double[] heights, double[] errors) {

  /** Returns whether there is a bar in a group. */
  boolean isDrawn(int group) {
    return Double.isFinite(heights[group]);
  }

  /** Returns the numbers of a bar, for a reader who points at it. */
  String text(int group) {
    String value = name + ": " + Numbers.four(heights[group]);
    return error(group) > 0 ? value + " \u00b1 " + Numbers.four(errors[group]) : value;
  }

  /** Returns the ends of bars and error bars. */
  DoubleStream ends() {
    return drawn()
        .boxed()
        .flatMapToDouble(g -> DoubleStream.of(heights[g] - error(g), heights[g] + error(g)));
  }

  /** Returns the groups in which there is a bar. */
  IntStream drawn() {
    return IntStream.range(0, heights.length).filter(this::isDrawn);
  }

  /** Returns the half length of an error bar; 0 without. */
  double error(int group) {
    return Double.isFinite(errors[group]) ? errors[group] : 0;
  }
}

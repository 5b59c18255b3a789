package org.almkd.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Groups of bars with error bars. Bars of different names differ in colour and filling alike: black
 * and white is enough to tell them apart. Groups whose names do not fit below them are numbered,
 * and their names listed below the chart.
 */
public final class BarChart extends Chart {
  private static final int Y_INTERVALS = 5;
  private static final double FILLED = 0.84;
  private static final int CAP = 3;
  private static final int SWATCH_HEIGHT = 12;
  private static final int NAME_GAP = 6;
  private static final int LONGEST_NAME = 58;

  private final String xLabel;
  private final String yLabel;
  private final List<String> groups;
  private final List<Bars> bars = new ArrayList<>();
  private boolean beginsAtZero;

  /** A chart without bars. The labels name the units. */
  public BarChart(String title, String xLabel, String yLabel, List<String> groups) {
    super(title);
    this.xLabel = xLabel;
    this.yLabel = yLabel;
    this.groups = List.copyOf(groups);
  }

  /**
   * Adds a bar to each group; one without a finite height anywhere is left out.
   *
   * @throws IllegalArgumentException unless there are as many heights and errors as groups
   */
  public BarChart add(Bars added) {
    if (added.heights().length != groups.size() || added.errors().length != groups.size()) {
      throw new IllegalArgumentException(
          "found %d heights and %d errors of \"%s\"; expected %d of each, one a group"
              .formatted(
                  added.heights().length, added.errors().length, added.name(), groups.size()));
    }
    if (added.drawn().findAny().isPresent()) {
      bars.add(added);
    }
    return this;
  }

  /** Lets all bars begin at 0, even if their differences are small beside their heights. */
  public BarChart fromZero() {
    beginsAtZero = true;
    return this;
  }

  @Override
  public boolean isEmpty() {
    return bars.isEmpty();
  }

  @Override
  Element draw() {
    Legend legend = new Legend(bars.stream().map(Bars::name).toList(), BarChart::swatch);
    Frame frame = Frame.of(new Axis(xLabel, 1, 0, groups.size()), heights(), legend.height());
    boolean fit = namesFit(frame);
    double height = frame.figureHeight() + (fit ? 0 : Svg.LINE * groups.size());
    Element svg = paper(height).with(frame.drawWithoutTicksOfX());
    for (int b = 0; b < bars.size(); b++) {
      svg.with(bars(frame, b));
    }
    for (int g = 0; g < groups.size(); g++) {
      svg.with(names(frame, g, fit));
    }
    return svg.with(legend.draw())
        .with(IntStream.range(0, groups.size()).mapToObj(g -> spot(frame, g)));
  }

  /** Begins at 0 unless all ends lie so close together that nothing could be read then. */
  private Axis heights() {
    double low = bars.stream().flatMapToDouble(Bars::ends).min().orElseThrow();
    double high = bars.stream().flatMapToDouble(Bars::ends).max().orElseThrow();
    boolean isFarFromZero = !beginsAtZero && (low > high / 2 || high < low / 2);
    DoubleStream ends = isFarFromZero ? DoubleStream.of(low, high) : DoubleStream.of(low, high, 0);
    double[] sorted = ends.sorted().toArray();
    return Axis.covering(yLabel, sorted[0], sorted[sorted.length - 1], Y_INTERVALS, 0);
  }

  private List<Element> bars(Frame frame, int number) {
    List<Element> drawn = new ArrayList<>();
    double base = frame.py(Math.min(Math.max(0, frame.y().low()), frame.y().high()));
    double width = FILLED * (frame.px(1) - frame.px(0)) / bars.size();
    Bars chosen = bars.get(number);
    chosen
        .drawn()
        .forEach(
            g -> {
              double left = frame.px(g + (1 - FILLED) / 2) + number * width;
              double end = frame.py(chosen.heights()[g]);
              drawn.addAll(
                  new BarStyle(number)
                      .draw(left, Math.min(base, end), width, Math.abs(base - end)));
              if (chosen.error(g) > 0) {
                drawn.add(whisker(frame, left + width / 2, chosen, g));
              }
            });
    return drawn;
  }

  private static Element whisker(Frame frame, double x, Bars chosen, int group) {
    double low = frame.py(chosen.heights()[group] - chosen.error(group));
    double high = frame.py(chosen.heights()[group] + chosen.error(group));
    return Svg.path(
        "whisker",
        "M%sh%dM%sh%dM%sV%s"
            .formatted(
                Svg.pair(x - CAP, low),
                2 * CAP,
                Svg.pair(x - CAP, high),
                2 * CAP,
                Svg.pair(x, low),
                Svg.number(high)));
  }

  private boolean namesFit(Frame frame) {
    double room = frame.px(1) - frame.px(0) - NAME_GAP;
    return groups.stream().allMatch(name -> Svg.CHARACTER * name.length() <= room);
  }

  private List<Element> names(Frame frame, int group, boolean fit) {
    String number = Integer.toString(group + 1);
    Element below =
        Svg.label(
            fit ? groups.get(group) : number,
            frame.px(group + 0.5),
            frame.bottom() + Svg.LINE,
            "middle");
    if (fit) {
      return List.of(below);
    }
    double base = frame.figureHeight() + Svg.LINE * (group + 0.5);
    String name = number + ": " + Svg.shortened(groups.get(group), LONGEST_NAME);
    return List.of(below, Svg.label(name, NAME_GAP, base, "start"));
  }

  private Element spot(Frame frame, int group) {
    StringBuilder text = new StringBuilder(xLabel + ": " + groups.get(group));
    bars.stream()
        .filter(b -> b.isDrawn(group))
        .forEach(b -> text.append('\n').append(b.text(group)));
    return Svg.box(
            "spot",
            frame.px(group),
            frame.top(),
            frame.px(1) - frame.px(0),
            frame.bottom() - frame.top())
        .with(Element.text("title", text.toString()));
  }

  private static List<Element> swatch(int number, double left, double middle) {
    return new BarStyle(number)
        .draw(left, middle - SWATCH_HEIGHT / 2.0, Legend.SWATCH, SWATCH_HEIGHT);
  }
}

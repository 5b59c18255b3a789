package org.almkd.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.almkd.config.InvalidConfigException;

/**
 * What a summary shows.
 *
 * @param figures names of figures: accuracy-by-epoch, accuracy-by-block, lambda-by-confidence,
 *     confidence-histogram, lambda-change, projection; empty: all but projection that the cells
 *     have the numbers for
 * @param references variants that all others are compared with; empty: the baselines; without any,
 *     the students of the methods labels and fixed; without any, all variants
 * @param buckets most buckets of lambda-by-confidence, at least 1; the paper has 100
 */
public record SummarySettings(List<String> figures, List<String> references, int buckets) {
  /** Buckets in the paper. */
  public static final int PAPER_BUCKETS = 100;

  /**
   * Copies the lists.
   *
   * @throws InvalidConfigException if there is no such figure, or the number of buckets is below 1
   */
  public SummarySettings {
    figures = List.copyOf(figures);
    references = List.copyOf(references);
    List<String> problems = new ArrayList<>();
    for (String figure : figures) {
      if (FigureKind.parse(figure).isEmpty()) {
        problems.add(
            "Cannot draw the figure %s: expected one of %s"
                .formatted(
                    figure, Arrays.stream(FigureKind.values()).map(FigureKind::key).toList()));
      }
    }
    if (buckets < 1) {
      problems.add("Cannot make %d buckets: expected at least 1".formatted(buckets));
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
  }

  /** All figures, all baselines as references, the paper's buckets. */
  public static SummarySettings defaults() {
    return new SummarySettings(List.of(), List.of(), PAPER_BUCKETS);
  }

  boolean draws(FigureKind kind) {
    boolean isAsked = figures.contains(kind.key());
    return isAsked || (figures.isEmpty() && kind != FigureKind.PROJECTION);
  }
}

package org.almkd.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Mean ranks of the variants that are in every block, each block ranked by the means over the seeds
 * that all of them have there.
 *
 * @param places variants by mean rank, the best first
 * @param blocks how many blocks were ranked
 * @param friedman p of Friedman's test that all rank alike; NaN of fewer than three blocks
 * @param leftOut variants that some block lacks
 */
record Ranking(List<Place> places, int blocks, double friedman, List<String> leftOut) {

  /**
   * A variant's place.
   *
   * @param variant who
   * @param meanRank over the blocks; 1 is the best
   */
  record Place(String variant, double meanRank) {}

  /** Ranks by the measure that the results are ranked by. */
  static Ranking of(SweepResults results) {
    List<String> ranked =
        results.variants().stream()
            .filter(v -> results.blocks().stream().noneMatch(b -> results.entries(b, v).isEmpty()))
            .toList();
    List<String> leftOut = results.variants().stream().filter(v -> !ranked.contains(v)).toList();
    if (ranked.size() < 2) {
      return new Ranking(List.of(), 0, Double.NaN, leftOut);
    }
    List<double[]> ranks = new ArrayList<>();
    for (Block block : results.blocks()) {
      Map<String, double[]> paired = results.paired(block, ranked, results.ranked());
      if (paired.get(ranked.get(0)).length > 0) {
        double[] means = paired.values().stream().mapToDouble(Statistics::mean).toArray();
        ranks.add(Statistics.placesFromTheGreatest(means));
      }
    }
    double[][] ranks_NK = ranks.toArray(double[][]::new);
    List<Place> places = new ArrayList<>();
    for (int k = 0; k < ranked.size() && !ranks.isEmpty(); k++) {
      int column = k;
      double[] own = ranks.stream().mapToDouble(r -> r[column]).toArray();
      places.add(new Place(ranked.get(k), Statistics.mean(own)));
    }
    places.sort(Comparator.comparingDouble(Place::meanRank));
    return new Ranking(places, ranks.size(), Statistics.friedman(ranks_NK), leftOut);
  }
}

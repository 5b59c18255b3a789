package org.almkd.evaluate;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.almkd.data.SeededHash;

/**
 * The variance of {@link MixedRisk} by Monte Carlo: many training sets are drawn with their labels,
 * and the risk of each is computed as a trainer would. It knows nothing of the closed form that it
 * checks.
 */
public final class MixedRiskSimulation {
  /** One pair of risks a set: on labels, on the teacher's posterior. */
  private final double[] label;

  private final double[] teacher;

  private MixedRiskSimulation(double[] label, double[] teacher) {
    this.label = label;
    this.teacher = teacher;
  }

  /**
   * Draws sets of rows, uniformly with replacement from M rows, and a label for each.
   *
   * @param posteriors of the M rows
   * @param loss_MC l_c(x), row-major
   * @param rows N, rows of a set
   * @param sets sets to draw, at least 2
   * @param seed seed of the draws
   */
  public static MixedRiskSimulation run(
      MixedRisk.Posteriors posteriors, double[] loss_MC, int rows, int sets, long seed) {
    int classes = posteriors.classes();
    int known = loss_MC.length / classes;
    double[] cumulative_MC = cumulative(posteriors.given_MC(), classes);
    double[] byTeacher_M = new double[known];
    for (int c = 0; c < loss_MC.length; c++) {
      byTeacher_M[c / classes] += posteriors.teacher_MC()[c] * loss_MC[c];
    }
    double[] label = new double[sets];
    double[] teacher = new double[sets];
    for (int s = 0; s < sets; s++) {
      SplittableRandom random = new SplittableRandom(SeededHash.of(seed, "training set", s));
      for (int n = 0; n < rows; n++) {
        int i = random.nextInt(known);
        label[s] += loss_MC[draw(cumulative_MC, i * classes, classes, random.nextDouble())];
        teacher[s] += byTeacher_M[i];
      }
      label[s] /= rows;
      teacher[s] /= rows;
    }
    return new MixedRiskSimulation(label, teacher);
  }

  /**
   * A variance that was measured.
   *
   * @param variance unbiased
   * @param standardError of it, from the fourth moment
   */
  public record Measured(double variance, double standardError) {}

  /** Returns the variance of R(lambda) over the sets. */
  public Measured variance(double lambda) {
    int sets = label.length;
    double[] risk = new double[sets];
    Arrays.setAll(risk, s -> (1 - lambda) * label[s] + lambda * teacher[s]);
    double mean = Arrays.stream(risk).average().orElseThrow();
    double second = 0;
    double fourth = 0;
    for (double value : risk) {
      double square = (value - mean) * (value - mean);
      second += square;
      fourth += square * square;
    }
    double biased = second / sets;
    double ofVariance = (fourth / sets - biased * biased) / sets;
    return new Measured(second / (sets - 1), Math.sqrt(Math.max(0, ofVariance)));
  }

  private static double[] cumulative(double[] posterior_MC, int classes) {
    double[] cumulative_MC = posterior_MC.clone();
    for (int c = 0; c < cumulative_MC.length; c++) {
      cumulative_MC[c] += c % classes == 0 ? 0 : cumulative_MC[c - 1];
    }
    return cumulative_MC;
  }

  /** Returns the index of the label that a uniform number stands for. */
  private static int draw(double[] cumulative_MC, int from, int classes, double uniform) {
    int found = Arrays.binarySearch(cumulative_MC, from, from + classes, uniform);
    int above = found >= 0 ? found + 1 : -found - 1;
    // The last sum may be a little less than 1.
    return Math.min(above, from + classes - 1);
  }
}

package org.almkd.evaluate;

/**
 * How much the training risk of a fixed classifier f scatters, as a function of one lambda for all
 * rows (the lemma of section 3.2 of the paper on ALM-KD, after Menon et al., A statistical
 * perspective on distillation, 2021). With l_c(x) = -log f_c(x), labels y ~ p(x) and the teacher's
 * posterior q(x), the risk of N rows is
 *
 * <pre>R(lambda) = 1/N sum_i [(1 - lambda) l_{y_i}(x_i) + lambda q(x_i)^T l(x_i)]      (eq 3)</pre>
 *
 * and over the choice of the rows and of their labels
 *
 * <pre>N Var R(lambda) = (1 - lambda)^2 a + lambda^2 b + 2 lambda (1 - lambda) c
 * a = E_x[p^T l^2] - (E_x[p^T l])^2     variance of a row's label loss
 * b = E_x[(q^T l)^2] - (E_x[q^T l])^2   variance of a row's teacher loss
 * c = E_x[(p^T l)(q^T l)] - E_x[p^T l] E_x[q^T l]     their covariance</pre>
 *
 * This is a parabola with its least value at lambda* = (a - c) / (a + b - 2c), which lies in [0, 1]
 * where c is at most the smaller of a and b. (The paper's eq 18 and 23 lose factors on the way; its
 * lambda weighs the label's risk there.)
 *
 * <p>Less variance is not less error: the teacher's risk has another mean. Against the risk R* on
 * labels y ~ p*(x), the mean squared error is Var R(lambda) + (E R(lambda) - R*)^2.
 *
 * @param labelMean E R(0), mean loss on the labels that training rows are given
 * @param teacherMean E R(1), mean loss on the teacher's posterior
 * @param trueMean R*, mean loss on clean labels
 * @param labelVariance a
 * @param teacherVariance b
 * @param covariance c
 */
public record MixedRisk(
    double labelMean,
    double teacherMean,
    double trueMean,
    double labelVariance,
    double teacherVariance,
    double covariance) {

  /**
   * Computes the moments over M rows.
   *
   * @param posteriors of the rows
   * @param loss_MC l_c(x) = -log f_c(x), row-major
   */
  public static MixedRisk of(Posteriors posteriors, double[] loss_MC) {
    int classes = posteriors.classes();
    int rows = loss_MC.length / classes;
    double label = 0;
    double squared = 0;
    double teacher = 0;
    double teacherSquared = 0;
    double product = 0;
    double clean = 0;
    for (int i = 0; i < rows; i++) {
      double byLabel = 0;
      double byTeacher = 0;
      for (int c = i * classes; c < (i + 1) * classes; c++) {
        double loss = loss_MC[c];
        byLabel += posteriors.given_MC()[c] * loss;
        squared += posteriors.given_MC()[c] * loss * loss;
        byTeacher += posteriors.teacher_MC()[c] * loss;
        clean += posteriors.clean_MC()[c] * loss;
      }
      label += byLabel;
      teacher += byTeacher;
      teacherSquared += byTeacher * byTeacher;
      product += byLabel * byTeacher;
    }
    double labelMean = label / rows;
    double teacherMean = teacher / rows;
    return new MixedRisk(
        labelMean,
        teacherMean,
        clean / rows,
        squared / rows - labelMean * labelMean,
        teacherSquared / rows - teacherMean * teacherMean,
        product / rows - labelMean * teacherMean);
  }

  /**
   * What is known of M rows, each row-major.
   *
   * @param classes C
   * @param clean_MC p*(x)
   * @param given_MC p(x), with label noise
   * @param teacher_MC q(x)
   */
  public record Posteriors(
      int classes, double[] clean_MC, double[] given_MC, double[] teacher_MC) {}

  /** Returns Var R(lambda) over sets of so many rows. */
  public double variance(double lambda, int rows) {
    double label = 1 - lambda;
    return (label * label * labelVariance
            + lambda * lambda * teacherVariance
            + 2 * lambda * label * covariance)
        / rows;
  }

  /** Returns E R(lambda). */
  public double mean(double lambda) {
    return (1 - lambda) * labelMean + lambda * teacherMean;
  }

  /** Returns the mean squared error of R(lambda) as an estimate of R*, over sets of rows. */
  public double squaredError(double lambda, int rows) {
    double bias = mean(lambda) - trueMean;
    return variance(lambda, rows) + bias * bias;
  }

  /**
   * Returns the lambda in [0, 1] of least variance: lambda* where it lies there, else the nearer
   * end. Where both losses are the same for each row, each lambda is as good, and it is 0.
   */
  public double bestLambda() {
    double curvature = labelVariance + teacherVariance - 2 * covariance;
    return curvature > 0 ? inRange((labelVariance - covariance) / curvature) : 0;
  }

  /** Returns whether some lambda strictly between 0 and 1 has less variance than both ends. */
  public boolean isMixtureBetter() {
    return covariance < Math.min(labelVariance, teacherVariance);
  }

  /**
   * Returns the lambda in [0, 1] of least mean squared error over sets of so many rows: the
   * derivative of (1 - lambda)^2 A + lambda^2 B + 2 lambda (1 - lambda) C is 0 there, with A = a /
   * N + d_0^2, B = b / N + d_1^2, C = c / N + d_0 d_1 and the biases d of both ends.
   */
  public double leastErrorLambda(int rows) {
    double labelBias = labelMean - trueMean;
    double teacherBias = teacherMean - trueMean;
    double label = labelVariance / rows + labelBias * labelBias;
    double teacher = teacherVariance / rows + teacherBias * teacherBias;
    double both = covariance / rows + labelBias * teacherBias;
    double curvature = label + teacher - 2 * both;
    return curvature > 0 ? inRange((label - both) / curvature) : 0;
  }

  private static double inRange(double lambda) {
    return Math.max(0, Math.min(1, lambda));
  }
}

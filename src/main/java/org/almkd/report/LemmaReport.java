package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.almkd.evaluate.MixedRisk;
import org.almkd.evaluate.MixedRiskSimulation;

/**
 * The answer of the command lemma: variance and error of the mixed risk by lambda, computed and
 * simulated.
 *
 * @param runId the run
 * @param student name of the network whose risk it is
 * @param teacher name of the teacher whose posterior is mixed in
 * @param freshRows M, rows with a known posterior
 * @param trainingRows N, rows of a training set
 * @param sets training sets that were simulated
 * @param seed seed of rows and simulation
 * @param risk closed form
 * @param simulation Monte Carlo
 */
public record LemmaReport(
    String runId,
    String student,
    String teacher,
    int freshRows,
    int trainingRows,
    int sets,
    long seed,
    MixedRisk risk,
    MixedRiskSimulation simulation) {
  private static final int INTERVALS = 20;

  /** Returns lemma.csv: one line for each lambda. */
  public byte[] toCsv() {
    StringBuilder text =
        new StringBuilder("lambda,variance,simulated,simulatedStandardError,meanSquaredError\n");
    for (double lambda : lambdas()) {
      MixedRiskSimulation.Measured measured = simulation.variance(lambda);
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%s,%s,%s%n",
              lambda,
              risk.variance(lambda, trainingRows),
              measured.variance(),
              measured.standardError(),
              risk.squaredError(lambda, trainingRows)));
    }
    return text.toString().getBytes(UTF_8);
  }

  /** Returns lemma.json. */
  public byte[] toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("runId", runId);
    json.put("student", student);
    json.put("teacher", teacher);
    json.put("freshRows", freshRows);
    json.put("trainingRows", trainingRows);
    json.put("sets", sets);
    json.put("seed", seed);
    json.put("labelVariance", risk.labelVariance());
    json.put("teacherVariance", risk.teacherVariance());
    json.put("covariance", risk.covariance());
    json.put("labelMean", risk.labelMean());
    json.put("teacherMean", risk.teacherMean());
    json.put("trueMean", risk.trueMean());
    json.put("leastVarianceLambda", risk.bestLambda());
    json.put("mixtureBetterThanBothEnds", risk.isMixtureBetter());
    json.put("leastErrorLambda", risk.leastErrorLambda(trainingRows));
    json.put("largestDeviationOfSimulation", largestDeviation());
    json.put("versions", Versions.toJson());
    return Json.indented(json);
  }

  /** Returns lemma.html. */
  public byte[] toPage() {
    HtmlPage page =
        new HtmlPage(
            "Variance of the mixed risk of " + runId,
            "Risk of %s with the labels and with teacher %s, on rows whose class posterior is known"
                .formatted(student, teacher));
    page.section("Variance by lambda").figures(List.of(varianceFigure(), errorFigure()));
    page.section("Numbers").pairs(pairs());
    return page.toBytes();
  }

  /** Returns the figures, for files of their own. */
  public List<Figure> figures() {
    return List.of(varianceFigure(), errorFigure());
  }

  /** Returns what is printed. */
  public List<String> summary(String folder) {
    List<String> lines = new ArrayList<>(List.of("lemma: " + folder));
    pairs().forEach((name, value) -> lines.add("%-44s %s".formatted(name, value)));
    return lines;
  }

  private Map<String, String> pairs() {
    double best = risk.bestLambda();
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("a, variance of a row's label loss", Numbers.four(risk.labelVariance()));
    pairs.put("b, variance of a row's teacher loss", Numbers.four(risk.teacherVariance()));
    pairs.put("c, their covariance", Numbers.four(risk.covariance()));
    pairs.put(
        "lambda of least variance",
        Numbers.four(best)
            + (risk.isMixtureBetter()
                ? ", between the ends: c is less than a and b"
                : ", an end: c is not less than both a and b"));
    pairs.put("variance there, against labels alone", ratio(best, 0));
    pairs.put("variance there, against the teacher alone", ratio(best, 1));
    pairs.put(
        "mean risk: labels, teacher, truth",
        "%s, %s, %s"
            .formatted(
                Numbers.four(risk.labelMean()),
                Numbers.four(risk.teacherMean()),
                Numbers.four(risk.trueMean())));
    pairs.put(
        "lambda of least mean squared error", Numbers.four(risk.leastErrorLambda(trainingRows)));
    pairs.put(
        "simulation",
        "%d training sets of %d rows; at most %s standard errors from the formula"
            .formatted(sets, trainingRows, Numbers.four(largestDeviation())));
    return pairs;
  }

  private String ratio(double lambda, double end) {
    return Numbers.four(risk.variance(lambda, trainingRows) / risk.variance(end, trainingRows));
  }

  /** Largest distance of simulation and formula, in standard errors. */
  private double largestDeviation() {
    double largest = 0;
    for (double lambda : lambdas()) {
      MixedRiskSimulation.Measured measured = simulation.variance(lambda);
      double distance = Math.abs(measured.variance() - risk.variance(lambda, trainingRows));
      largest = Math.max(largest, distance / measured.standardError());
    }
    return largest;
  }

  private Figure varianceFigure() {
    double[] lambdas = lambdas();
    double[] formula = new double[lambdas.length];
    double[] simulated = new double[lambdas.length];
    double[] errors = new double[lambdas.length];
    HtmlTable table =
        new HtmlTable("Variance of the risk over training sets of %d rows".formatted(trainingRows))
            .number("lambda")
            .number("formula")
            .number("simulated")
            .number("standard error");
    for (int j = 0; j < lambdas.length; j++) {
      MixedRiskSimulation.Measured measured = simulation.variance(lambdas[j]);
      formula[j] = risk.variance(lambdas[j], trainingRows);
      simulated[j] = measured.variance();
      errors[j] = measured.standardError();
      table.row(
          Numbers.fixed(lambdas[j], 2),
          Numbers.four(formula[j]),
          Numbers.four(simulated[j]),
          Numbers.four(errors[j]));
    }
    LineChart chart =
        new LineChart(
                "Variance of the mixed risk",
                "lambda (weight of the teacher)",
                "variance of the risk (nat\u00b2)")
            .add(Curve.line("formula", lambdas, formula))
            .add(Curve.withErrors("simulation", lambdas, simulated, errors));
    return new Figure(
        "lemma-variance",
        chart,
        "Lemma of section 3.2 of the paper with its algebra corrected. Error bars are standard errors of the simulation.",
        table);
  }

  private Figure errorFigure() {
    double[] lambdas = lambdas();
    double[] error = new double[lambdas.length];
    double[] bias = new double[lambdas.length];
    HtmlTable table =
        new HtmlTable("Mean squared error against the risk on clean labels")
            .number("lambda")
            .number("root of mean squared error")
            .number("bias");
    for (int j = 0; j < lambdas.length; j++) {
      error[j] = Math.sqrt(risk.squaredError(lambdas[j], trainingRows));
      bias[j] = Math.abs(risk.mean(lambdas[j]) - risk.trueMean());
      table.row(Numbers.fixed(lambdas[j], 2), Numbers.four(error[j]), Numbers.four(bias[j]));
    }
    LineChart chart =
        new LineChart(
                "Error of the mixed risk",
                "lambda (weight of the teacher)",
                "error of the risk (nat)")
            .add(Curve.line("root of the mean squared error", lambdas, error))
            .add(Curve.line("bias alone", lambdas, bias));
    return new Figure(
        "lemma-error",
        chart,
        "Distance from the risk on clean labels. What the lemma leaves out: the teacher's risk, and that on noisy labels, aim at another number than the risk on clean labels. With many rows bias is nearly all of the error.",
        table);
  }

  private static double[] lambdas() {
    double[] lambdas = new double[INTERVALS + 1];
    for (int j = 0; j <= INTERVALS; j++) {
      lambdas[j] = (double) j / INTERVALS;
    }
    return lambdas;
  }
}

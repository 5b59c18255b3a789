package org.almkd.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The page of a run. It holds no clock values and no address of the run folder, so that equal runs
 * give equal pages.
 *
 * @param files report.html and its figures, by their names in the folder that they are written to
 */
public record RunPage(Map<String, byte[]> files) {
  /** Name of the page's file. */
  public static final String FILE = "report.html";

  /** Makes the page of a run. */
  public static RunPage of(RunContents run) {
    JsonNode report = run.report();
    HtmlPage page =
        new HtmlPage(
            "Run " + report.path("runId").asText(),
            "almkd %s, method %s, seed %s"
                .formatted(
                    report.path("versions").path("almkd").asText(),
                    report.path("method").asText(),
                    report.path("seed").asText()));
    page.section("Result").table(ResultTable.of(report));
    page.paragraph(
        "Best validation: "
            + report.path("bestValidationTitle").asText()
            + ". Oracle: the best epoch on the test rows, which nobody could have chosen.");
    List<Figure> curves = new LearningCurves(run).figures();
    if (!curves.isEmpty()) {
      page.section("Learning curves").figures(curves);
    }
    List<Figure> figures = new ArrayList<>(curves);
    figures.addAll(doubt(page, run));
    figures.addAll(lambdas(page, run));
    leastBelieved(page, run);
    provenance(page, run);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(FILE, page.toBytes());
    figures.forEach(figure -> files.put(figure.file(), figure.chart().toFile()));
    return new RunPage(files);
  }

  private static List<Figure> doubt(HtmlPage page, RunContents run) {
    JsonNode doubt = run.report().path("doubt");
    if (doubt.isMissingNode()) {
      return List.of();
    }
    String verdict = doubt.path("verdict").asText();
    page.section("Doubted labels");
    if (!doubt.path("known").asBoolean()) {
      page.paragraph("Verdict: " + verdict + ".").paragraph(doubt.path("reason").asText() + ".");
      return List.of();
    }
    page.paragraph(
        "Verdict: %s. Of the training labels, an estimated %s are wrong (mean doubt %s)."
            .formatted(
                verdict,
                Numbers.percent(doubt.path("flipRate").asDouble()),
                Numbers.percent(doubt.path("meanDoubt").asDouble())));
    page.paragraph("Refit: " + doubt.path("reason").asText() + ".");
    boolean cleanLabelsKnown = !run.report().at("/data/noisyRows").isNull();
    DoubtFigures figures = new DoubtFigures(doubt, cleanLabelsKnown);
    page.figures(figures.figures()).table(figures.confusions());
    return figures.figures();
  }

  private static List<Figure> lambdas(HtmlPage page, RunContents run) {
    page.section("Lambdas");
    if (run.lambdas().epochs().isEmpty()) {
      page.paragraph(
          "The method "
              + run.report().path("method").asText()
              + " learned no lambdas: they are those of its configuration, or there was no update.");
      return List.of();
    }
    List<String> teachers = new ArrayList<>();
    run.report().path("lambda").path("teachers").fieldNames().forEachRemaining(teachers::add);
    List<Figure> figures = new LambdaFigures(run.lambdas(), teachers).figures();
    String method = run.report().path("method").asText();
    page.paragraph(
        method.equals("amal")
            ? "Label and teachers have free weights: a label is hardly believed where its weight is"
                + " small beside theirs."
            : "A row's lambda is the weight of the teacher's opinion against its label: near 1 the"
                + " label is hardly believed.");
    page.figures(figures);
    return figures;
  }

  private static void leastBelieved(HtmlPage page, RunContents run) {
    if (run.leastBelieved().isEmpty()) {
      return;
    }
    JsonNode rows = run.leastBelieved().get();
    page.section("Least believed labels")
        .paragraph(
            "The rows whose labels have the smallest share of the weights after the last update:"
                + " look at these first when searching for wrong labels. Among equal shares, the"
                + " label that the teachers find least probable comes first.");
    PictureGrid pictures = LeastBelievedPictures.of(rows);
    if (pictures.isEmpty()) {
      page.table(LeastBelieved.toTable(rows));
    } else {
      page.pictures(pictures, LeastBelieved.toTable(rows));
    }
  }

  private static void provenance(HtmlPage page, RunContents run) {
    JsonNode report = run.report();
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("run", report.path("runId").asText());
    pairs.put("configuration, digest", report.path("configDigest").asText());
    pairs.put("data, digest", report.path("dataDigest").asText());
    pairs.put("student parameters, SHA-256", report.path("parametersSha256").asText());
    pairs.put("seed of the run", report.path("seed").asText());
    pairs.put("seed of the data", report.path("dataSeed").asText());
    report
        .path("data")
        .fields()
        .forEachRemaining(
            entry ->
                pairs.put(
                    "data, " + entry.getKey(),
                    entry.getValue().isNull() ? "unknown" : entry.getValue().asText()));
    report
        .path("store")
        .fields()
        .forEachRemaining(
            entry -> pairs.put("store, " + entry.getKey(), entry.getValue().asText()));
    report
        .path("versions")
        .fields()
        .forEachRemaining(
            entry -> pairs.put("version, " + entry.getKey(), entry.getValue().asText()));
    page.section("Configuration and provenance").pairs(pairs);
    page.paragraph("The whole configuration, defaults included (effective.conf):");
    page.preformatted(run.effectiveConfig());
  }
}

package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.config.RunConfig;
import org.almkd.data.PreparedData;
import org.almkd.data.Split;
import org.almkd.train.EpochMetrics;

/**
 * The result of a run: report.json, metrics.jsonl and the last lines of the log. It holds no clock
 * values, so that equal runs give equal reports.
 *
 * @param runId id of the run
 * @param config what was configured
 * @param data rows of the run
 * @param student the student
 * @param teachers the teachers, in order
 * @param baselines the baselines, in order
 * @param lineages what was trained before the student ("student") and the baselines
 *     ("baselines.name")
 * @param lambda lambdas after the last update; absent where none are learned
 * @param doubt what is known of doubted labels; absent where no method doubts them
 * @param storeKeys what was taken from the store or put there: kind/key by what it is
 */
public record RunReport(
    String runId,
    RunConfig config,
    PreparedData data,
    NetworkReport student,
    List<NetworkReport> teachers,
    List<NetworkReport> baselines,
    Map<String, Lineage> lineages,
    Optional<LambdaReport> lambda,
    Optional<DoubtReport> doubt,
    Map<String, String> storeKeys) {
  private static final String STUDENT = "student";
  private static final String BASELINES = "baselines.";

  /** Returns report.json. */
  public byte[] toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("runId", runId);
    json.put("name", config.run().name());
    json.put("method", config.method().key());
    json.put("seed", config.run().seed());
    json.put("dataSeed", config.data().seed());
    json.put("configDigest", config.digest());
    json.put("dataDigest", data.digest());
    json.put("parametersSha256", student.parametersSha256());
    json.put("data", rows());
    json.put("store", storeKeys);
    json.put("student", lineage(STUDENT).toJson(student));
    json.put("teachers", byName(teachers));
    Map<String, Object> others = new LinkedHashMap<>();
    baselines.forEach(b -> others.put(b.name(), lineage(BASELINES + b.name()).toJson(b)));
    json.put("baselines", others);
    lambda.ifPresent(l -> json.put("lambda", l.toJson()));
    doubt.ifPresent(d -> json.put("doubt", d.toJson()));
    json.put("bestValidationTitle", bestValidationTitle());
    json.put("versions", Versions.toJson());
    return Json.indented(json);
  }

  /** Returns metrics.jsonl: one line for each network and epoch. */
  public byte[] metrics() {
    StringBuilder lines = new StringBuilder();
    teachers.forEach(t -> append(lines, "teachers." + t.name(), t));
    appendAll(lines, STUDENT, student);
    baselines.forEach(b -> appendAll(lines, BASELINES + b.name(), b));
    return lines.toString().getBytes(UTF_8);
  }

  private void appendAll(StringBuilder lines, String name, NetworkReport network) {
    Lineage lineage = lineage(name);
    for (Lineage.Ancestor a : lineage.assistants()) {
      append(lines, name + ".assistants." + a.network().name(), a.network());
    }
    for (Lineage.Ancestor a : lineage.refitted()) {
      append(lines, name + ".refitted." + a.network().name(), a.network());
    }
    for (Lineage.Ancestor a : lineage.generations()) {
      append(lines, name + ".generations." + a.network().name(), a.network());
    }
    append(lines, name, network);
  }

  private Lineage lineage(String name) {
    return lineages.getOrDefault(name, Lineage.DIRECT);
  }

  private static void append(StringBuilder lines, String name, NetworkReport network) {
    for (EpochMetrics epoch : network.epochs()) {
      if (epoch.epochs() == 0) {
        continue;
      }
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("network", name);
      json.put("epoch", epoch.epochs());
      json.put("learningRate", epoch.learningRate());
      json.put("trainLoss", Json.finite(epoch.trainLoss()));
      epoch.evaluations().forEach((split, evaluation) -> json.put(split.slug(), evaluation));
      lines.append(Json.line(json)).append('\n');
    }
  }

  /** Returns the last lines of the log: where the results lie and what they are. */
  public List<String> summary(String folder, StageTimes times) {
    List<String> lines = new ArrayList<>();
    lines.add("results: " + folder);
    lines.add("test accuracy (last epoch):");
    teachers.forEach(t -> lines.add(line("teacher " + t.name(), t)));
    lineage(STUDENT).assistants().forEach(a -> lines.add(line("assistant", a)));
    lineage(STUDENT).refitted().forEach(a -> lines.add(line("teacher", a)));
    lineage(STUDENT).generations().forEach(a -> lines.add(line("student", a)));
    lines.add(line("student (" + config.method().key() + ")", student));
    baselines.forEach(b -> lines.add(line("baseline " + b.name(), b)));
    lambda.ifPresent(
        l ->
            lines.add(
                "mean lambda: flipped rows %s, clean rows %s, all rows %s"
                    .formatted(
                        Numbers.three(l.meanNoisy()),
                        Numbers.three(l.meanClean()),
                        Numbers.three(l.mean()))));
    doubt.ifPresent(d -> lines.add(d.summary()));
    lines.add("student parameters: sha256 " + student.parametersSha256());
    StringBuilder seconds = new StringBuilder("seconds:");
    times
        .seconds()
        .forEach(
            (stage, took) -> seconds.append(" %s %s,".formatted(stage, Numbers.seconds(took))));
    double total = times.seconds().values().stream().mapToDouble(Double::doubleValue).sum();
    lines.add(seconds + " total " + Numbers.seconds(total));
    if (!times.shares().isEmpty()) {
      lines.add("of the trainings: " + times.shares());
    }
    return lines;
  }

  private static String line(String kind, Lineage.Ancestor ancestor) {
    return line(kind + " " + ancestor.network().name(), ancestor.network());
  }

  private static String line(String name, NetworkReport network) {
    return "  %-28s %9s".formatted(name, Numbers.percent(network.lastTestAccuracy()));
  }

  private Map<String, Object> rows() {
    Map<String, Object> json = new LinkedHashMap<>();
    for (Split split : Split.values()) {
      json.put(split.slug() + "Rows", data.rows(split));
    }
    json.put("classes", data.classes());
    json.put("features", data.width());
    json.put("noisyRows", data.cleanLabelsKnown() ? data.noisyRows() : null);
    json.put("leftOutRecords", data.leftOut().records());
    return json;
  }

  private String bestValidationTitle() {
    return data.rows(Split.SELECTION) > 0
        ? "best on the selection share of validation"
        : "seen by the lambdas";
  }

  private static Map<String, Object> byName(List<NetworkReport> networks) {
    Map<String, Object> json = new LinkedHashMap<>();
    networks.forEach(n -> json.put(n.name(), n.toJson()));
    return json;
  }
}

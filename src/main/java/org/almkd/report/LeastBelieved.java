package org.almkd.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.almkd.data.ShownRow;
import org.almkd.data.SplitIndex;

/**
 * The training rows whose labels are least believed: those whose label has the lowest share of the
 * weights after the last update, among equal ones those whose label the teachers find least
 * probable, then those with the lowest id.
 *
 * @param table lambdas after the last update
 * @param rows places in the table, the least believed one first
 * @param labelShares what each of them gives to its label, 0 to 1
 */
public record LeastBelieved(LambdaSnapshot table, List<Integer> rows, List<Double> labelShares) {
  /** Field of an entry: the row as a PNG file in base64; absent where it is no picture. */
  static final String PICTURE = "picture";

  /** Chooses so many rows, or all where there are fewer. */
  public static LeastBelieved choose(LambdaSnapshot table, int most) {
    double[] shares = table.labelShares();
    Comparator<Integer> order =
        Comparator.<Integer>comparingDouble(row -> shares[row])
            .thenComparingDouble(row -> meanProbability(table, row))
            .thenComparingLong(row -> table.ids()[row]);
    // The most believed of those that are kept is on top.
    PriorityQueue<Integer> kept = new PriorityQueue<>(order.reversed());
    for (int row = 0; row < table.rows(); row++) {
      kept.add(row);
      if (kept.size() > most) {
        kept.remove();
      }
    }
    List<Integer> rows = kept.stream().sorted(order).toList();
    return new LeastBelieved(table, rows, rows.stream().map(row -> shares[row]).toList());
  }

  /** Returns the ids of the rows. */
  public long[] ids() {
    return rows.stream().mapToLong(row -> table.ids()[row]).toArray();
  }

  /**
   * Returns least-believed.json.
   *
   * @param index labels of the training rows
   * @param shown keys of the rows, and pictures where rows are some, by id
   * @param classes names of the classes
   * @param teachers names of the teachers
   */
  public byte[] toJson(
      SplitIndex index, Map<Long, ShownRow> shown, List<String> classes, List<String> teachers) {
    List<Object> json = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      int row = rows.get(i);
      Map<String, Object> entry = new LinkedHashMap<>();
      long id = table.ids()[row];
      int place = index.find(id);
      entry.put("id", id);
      entry.put("key", shown.get(id).key());
      entry.put("label", classes.get(index.labels()[place]));
      if (index.cleanLabels().length > 0) {
        entry.put("cleanLabel", classes.get(index.cleanLabels()[place]));
      }
      entry.put("labelShare", Json.finite(labelShares.get(i)));
      entry.put("teachers", teachers(row, classes, teachers));
      if (shown.get(id).picture().length > 0) {
        entry.put(PICTURE, Base64.getEncoder().encodeToString(shown.get(id).picture()));
      }
      json.add(entry);
    }
    return Json.indented(json);
  }

  private Map<String, Object> teachers(int row, List<String> classes, List<String> names) {
    Map<String, Object> json = new LinkedHashMap<>();
    for (int k = 0; k < names.size(); k++) {
      int cell = row * table.columns() + table.columnOf(k);
      Map<String, Object> teacher = new LinkedHashMap<>();
      teacher.put("lambda", Json.finite(table.lambda_NR()[cell]));
      teacher.put("labelProbability", Json.finite(table.probability_NR()[cell]));
      teacher.put("class", classes.get(table.teacherClass_NR()[cell]));
      json.put(names.get(k), teacher);
    }
    return json;
  }

  private static double meanProbability(LambdaSnapshot table, int row) {
    double sum = 0;
    for (int k = 0; k < table.teachers(); k++) {
      sum += table.probability_NR()[row * table.columns() + table.columnOf(k)];
    }
    return sum / table.teachers();
  }

  /** Returns least-believed.json as a table. */
  static HtmlTable toTable(JsonNode json) {
    HtmlTable table =
        new HtmlTable(json.size() + " training rows, the least believed label first")
            .number("rank")
            .text("id")
            .text("given label");
    JsonNode first = json.path(0);
    boolean cleanKnown = first.has("cleanLabel");
    if (cleanKnown) {
      table.text("clean label");
    }
    table.number("label share");
    List<String> teachers = new ArrayList<>();
    first.path("teachers").fieldNames().forEachRemaining(teachers::add);
    for (String name : teachers) {
      table.number("lambda, " + name).number("p(label), " + name).text("class, " + name);
    }
    for (int i = 0; i < json.size(); i++) {
      JsonNode entry = json.get(i);
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(i + 1));
      row.add(entry.path("key").asText());
      row.add(entry.path("label").asText());
      if (cleanKnown) {
        row.add(entry.path("cleanLabel").asText());
      }
      row.add(Numbers.fixed(entry.path("labelShare").asDouble(Double.NaN), 4));
      for (String name : teachers) {
        JsonNode teacher = entry.path("teachers").path(name);
        row.add(Numbers.fixed(teacher.path("lambda").asDouble(Double.NaN), 4));
        row.add(Numbers.fixed(teacher.path("labelProbability").asDouble(Double.NaN), 4));
        row.add(teacher.path("class").asText());
      }
      table.row(row);
    }
    return table;
  }
}

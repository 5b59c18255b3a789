package org.almkd.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of least-believed.json that are pictures, as pictures. */
final class LeastBelievedPictures {
  private LeastBelievedPictures() {}

  /** Returns the grid, which is empty where rows are no pictures. */
  static PictureGrid of(JsonNode json) {
    PictureGrid grid =
        new PictureGrid(json.size() + " training rows, the least believed label first");
    for (int i = 0; i < json.size(); i++) {
      JsonNode entry = json.get(i);
      if (entry.has(LeastBelieved.PICTURE)) {
        grid.add(card(entry), shown(entry), told(i + 1, entry));
      }
    }
    return grid;
  }

  private static PictureGrid.Card card(JsonNode entry) {
    return new PictureGrid.Card(
        entry.path("key").asText(),
        entry.path(LeastBelieved.PICTURE).asText(),
        entry.path("label").asText(),
        believed(teachers(entry)),
        entry.path("cleanLabel").asText());
  }

  /** The class that most teachers find most probable; the first teacher's on a tie. */
  private static String believed(List<JsonNode> teachers) {
    Map<String, Integer> votes = new LinkedHashMap<>();
    teachers.forEach(teacher -> votes.merge(teacher.path("class").asText(), 1, Integer::sum));
    // The first of equal ones: a map in the order of the teachers, and a stable sort.
    return votes.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("-");
  }

  private static Map<String, String> shown(JsonNode entry) {
    List<JsonNode> teachers = teachers(entry);
    boolean isOne = teachers.size() == 1;
    Map<String, String> numbers = new LinkedHashMap<>();
    double lambda =
        teachers.stream().mapToDouble(t -> t.path("lambda").asDouble()).max().orElse(Double.NaN);
    numbers.put(isOne ? "lambda" : "largest lambda", Numbers.fixed(lambda, 2));
    double probability =
        teachers.stream()
            .mapToDouble(t -> t.path("labelProbability").asDouble())
            .average()
            .orElse(Double.NaN);
    numbers.put(isOne ? "p(label)" : "mean p(label)", Numbers.fixed(probability, 4));
    return numbers;
  }

  private static Map<String, String> told(int rank, JsonNode entry) {
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("rank", Integer.toString(rank));
    numbers.put("label share", number(entry.path("labelShare")));
    entry
        .path("teachers")
        .fields()
        .forEachRemaining(
            teacher -> {
              JsonNode says = teacher.getValue();
              numbers.put("lambda, " + teacher.getKey(), number(says.path("lambda")));
              numbers.put("p(label), " + teacher.getKey(), number(says.path("labelProbability")));
              numbers.put("class, " + teacher.getKey(), says.path("class").asText());
            });
    return numbers;
  }

  private static String number(JsonNode number) {
    return Numbers.fixed(number.asDouble(Double.NaN), 4);
  }

  private static List<JsonNode> teachers(JsonNode entry) {
    List<JsonNode> teachers = new ArrayList<>();
    entry.path("teachers").forEach(teachers::add);
    return teachers;
  }
}

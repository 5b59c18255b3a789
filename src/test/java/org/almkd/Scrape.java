package org.almkd;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * What Prometheus makes of a page in its text format and of relabelling rules: the part of both
 * that Spark's pages and our rules use. A line or a rule that it does not know is refused.
 */
final class Scrape {
  private static final Pattern LINE =
      Pattern.compile("(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(?<labels>.*)})? (?<value>\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("(?<name>[a-zA-Z_]\\w*)=\"(?<value>[^\"]*)\"(, ?|$)");
  private static final String NAME = "__name__";

  private Scrape() {}

  /**
   * One number.
   *
   * @param labels its labels, the name among them
   * @param value the number
   */
  record Sample(Map<String, String> labels, double value) {
    String name() {
      return labels.get(NAME);
    }

    String label(String label) {
      return labels.getOrDefault(label, "");
    }
  }

  static List<Sample> parse(String page) {
    return page.lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .map(Scrape::sample)
        .toList();
  }

  private static Sample sample(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new AssertionError("not in Prometheus' text format: " + line);
    }
    Map<String, String> labels = new LinkedHashMap<>(Map.of(NAME, matcher.group("name")));
    String rest = matcher.group("labels") == null ? "" : matcher.group("labels");
    Matcher label = LABEL.matcher(rest);
    int end = 0;
    while (label.find() && label.start() == end) {
      labels.put(label.group("name"), label.group("value"));
      end = label.end();
    }
    if (end != rest.length()) {
      throw new AssertionError("labels are not in Prometheus' text format: " + line);
    }
    return new Sample(labels, Double.parseDouble(matcher.group("value")));
  }

  /** Applies rules in order; a dropped sample is gone. */
  static List<Sample> relabel(List<Sample> samples, JsonNode rules) {
    List<Sample> result = new ArrayList<>();
    for (Sample sample : samples) {
      Map<String, String> labels = new LinkedHashMap<>(sample.labels());
      boolean kept =
          StreamSupport.stream(rules.spliterator(), false).allMatch(rule -> apply(rule, labels));
      if (kept) {
        result.add(new Sample(labels, sample.value()));
      }
    }
    return result;
  }

  /** Returns whether the sample is kept. */
  private static boolean apply(JsonNode rule, Map<String, String> labels) {
    Pattern regex = Pattern.compile(rule.path("regex").asText());
    String action = rule.path("action").asText("replace");
    if (action.equals("labeldrop")) {
      labels.keySet().removeIf(label -> regex.matcher(label).matches());
      return true;
    }
    JsonNode sources =
        rule.has("source_labels") ? rule.get("source_labels") : rule.get("sourceLabels");
    Matcher matcher = regex.matcher(labels.getOrDefault(sources.get(0).asText(), ""));
    if (action.equals("drop")) {
      return !matcher.matches();
    }
    if (!action.equals("replace") || sources.size() != 1) {
      throw new AssertionError("a rule of a kind that is not known here: " + rule);
    }
    if (matcher.matches()) {
      String target = rule.has("target_label") ? "target_label" : "targetLabel";
      labels.put(rule.get(target).asText(), matcher.replaceAll(rule.get("replacement").asText()));
    }
    return true;
  }
}

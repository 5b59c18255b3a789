package org.almkd.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.almkd.data.Split;

/** How good each network is, as report.json says. */
final class ResultTable {
  private static final List<String> EPOCHS = List.of("last", "bestValidation", "oracle");

  private ResultTable() {}

  static HtmlTable of(JsonNode report) {
    HtmlTable table =
        new HtmlTable("Accuracy, negative log-likelihood and calibration error of each network")
            .text("network")
            .text("architecture")
            .number("test accuracy, last epoch")
            .number("best validation")
            .number("oracle")
            .number("test loss (nats)")
            .number("test calibration error")
            .number("validation accuracy")
            .text("parameters, SHA-256");
    NetworkNames.networks(report)
        .forEach((name, network) -> table.row(row(NetworkNames.shown(name), network)));
    return table;
  }

  private static List<String> row(String name, JsonNode network) {
    JsonNode test = network.path(Split.TEST.slug());
    JsonNode validation = network.path(Split.VALIDATION.slug());
    List<String> row = new ArrayList<>();
    row.add(name);
    row.add(network.path("description").asText());
    for (String epoch : EPOCHS) {
      row.add(Numbers.percent(number(test, "accuracy", epoch)));
    }
    row.add(Numbers.fixed(number(test, "negativeLogLikelihood", "last"), 4));
    row.add(Numbers.fixed(number(test, "calibrationError", "last"), 4));
    row.add(Numbers.percent(number(validation, "accuracy", "last")));
    String digest = network.path("parametersSha256").asText();
    row.add(digest.isEmpty() ? "-" : digest.substring(0, Math.min(12, digest.length())));
    return row;
  }

  private static double number(JsonNode split, String measure, String epoch) {
    return split.path(measure).path(epoch).asDouble(Double.NaN);
  }
}

package org.almkd.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.data.Augmentation;
import org.almkd.data.LeftOut;
import org.almkd.data.PreparedData;
import org.almkd.data.Split;
import org.almkd.evaluate.Evaluation;
import org.almkd.storage.Artefact;
import org.almkd.storage.Manifest;
import org.almkd.storage.Storage;
import org.almkd.train.EpochMetrics;
import org.apache.hadoop.conf.Configuration;

/** Small results for tests. */
final class Results {
  private Results() {}

  /** An epoch with accuracies on validation and test. */
  static EpochMetrics epoch(int epoch, double validation, double test) {
    return new EpochMetrics(
        epoch,
        0.01,
        2.0 / epoch,
        Map.of(Split.VALIDATION, evaluation(validation, 10), Split.TEST, evaluation(test, 20)));
  }

  /** Other measures follow from the accuracy, so that each can be told from the others. */
  static Evaluation evaluation(double accuracy, long rows) {
    return new Evaluation(rows, accuracy, accuracy + 0.1, 10 * accuracy, accuracy / 10);
  }

  static NetworkReport network(String name, EpochMetrics... epochs) {
    return new NetworkReport(name, "mlp-5", "last", "abc123", List.of(epochs), Split.VALIDATION);
  }

  static PreparedData data(int selectionRows, boolean cleanLabelsKnown) {
    Map<Split, Integer> counts = new EnumMap<>(Split.class);
    counts.put(Split.TRAIN, 80);
    counts.put(Split.VALIDATION, 10);
    counts.put(Split.SELECTION, selectionRows);
    counts.put(Split.TEST, 20);
    Manifest manifest =
        new Manifest(Manifest.FORMAT_VERSION, "data", "key", "attempt", List.of(), Map.of());
    return new PreparedData(
        new Artefact(new Storage(new Configuration()), "folder", manifest),
        "d1d2d3d4d5d6d7d8",
        List.of("x0", "x1"),
        List.of("cat", "dog", "cow"),
        counts,
        8,
        cleanLabelsKnown,
        Optional.empty(),
        Augmentation.NONE,
        LeftOut.NONE);
  }

  static JsonNode json(byte[] bytes) {
    try {
      return JsonMapper.builder().build().readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(Map<String, Object> values) {
    return json(Json.indented(values));
  }
}

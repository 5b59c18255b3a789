package org.almkd.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The same work in PyTorch on one thread, where a Python with PyTorch is at hand. */
final class Torch {
  /** What names of ratios begin with: ours / PyTorch. */
  static final String RATIO = "ours-by-torch-";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private final List<String> command;
  private String facts = "none";

  /** Prepares calls of {@code python script part}; an empty command calls nothing. */
  Torch(List<String> command) {
    this.command = command;
  }

  /** Measures a part that needs no check, and compares. */
  List<Measurement> compare(String part, List<Measurement> ours) {
    return compare(part, ours, List.of());
  }

  /**
   * Measures a part and compares.
   *
   * @param part what the script is asked for
   * @param ours our measurements; those that the script has, too, are compared by name
   * @param ourFacts of our networks, which the script checks its own by
   * @return PyTorch's numbers, each followed by ours / PyTorch
   */
  List<Measurement> compare(String part, List<Measurement> ours, List<String> ourFacts) {
    List<Measurement> all = new ArrayList<>();
    if (command.isEmpty()) {
      return all;
    }
    List<String> question = new ArrayList<>(List.of(part));
    question.addAll(ourFacts);
    JsonNode answer = ask(question);
    facts = "%s, BLAS: %s".formatted(answer.path("version").asText(), answer.path("blas").asText());
    for (JsonNode entry : answer.path("measurements")) {
      String name = entry.path("name").asText();
      double torch = entry.path("median").asDouble();
      all.add(
          new Measurement(
              "torch-" + name,
              entry.path("unit").asText(),
              torch,
              entry.path("min").asDouble(),
              entry.path("p90").asDouble(),
              entry.path("repetitions").asLong(),
              null,
              null,
              null));
      ours.stream()
          .filter(m -> m.name().equals(name))
          .forEach(m -> all.add(Measurement.of(RATIO + name, "ratio", m.median() / torch)));
    }
    return all;
  }

  /** Returns version and BLAS of the PyTorch that was measured. */
  String facts() {
    return facts;
  }

  private JsonNode ask(List<String> question) {
    List<String> words = new ArrayList<>(command);
    words.addAll(question);
    ProcessBuilder builder =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OMP_NUM_THREADS", "1");
    try {
      Process process = builder.start();
      byte[] answer = process.getInputStream().readAllBytes();
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException(
            "cannot measure PyTorch: \"%s\" ended with code %d; see its message above"
                .formatted(String.join(" ", words), code));
      }
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot measure PyTorch with " + words, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while PyTorch was measured", e);
    }
  }
}

package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The notebooks as they are kept: {@code job/notebooks.sh} executes them. */
class NotebooksTest {
  private static final Path FOLDER = Path.of("notebooks");

  static Stream<Path> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList().stream();
    }
  }

  private static String source(JsonNode cell) {
    StringBuilder text = new StringBuilder();
    cell.get("source").forEach(line -> text.append(line.asText()));
    return text.toString();
  }

  private static Stream<JsonNode> cells(Path notebook) {
    return StreamSupport.stream(Runs.json(notebook).get("cells").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void outputsAreCleared(Path notebook) {
    assertThat(cells(notebook).filter(cell -> cell.get("cell_type").asText().equals("code")))
        .isNotEmpty()
        .allSatisfy(
            cell -> {
              assertThat(cell.get("outputs")).as(source(cell)).isEmpty();
              assertThat(cell.get("execution_count").isNull()).as(source(cell)).isTrue();
            });
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void itOpensWithWhatItShows(Path notebook) {
    JsonNode first = cells(notebook).findFirst().orElseThrow();
    assertThat(first.get("cell_type").asText()).isEqualTo("markdown");
    assertThat(source(first)).startsWith("# ").contains("\n\nShows", "job/");
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void kernelIsThePlainOneAndCellsHaveIdsOfTheirOwn(Path notebook) {
    JsonNode json = Runs.json(notebook);
    assertThat(json.at("/metadata/kernelspec/name").asText()).isEqualTo("python3");
    assertThat(json.get("nbformat").asInt()).isEqualTo(4);
    Set<String> ids = new HashSet<>();
    assertThat(cells(notebook)).allMatch(cell -> ids.add(cell.get("id").asText()));
  }
}

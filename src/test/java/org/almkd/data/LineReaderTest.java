package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {
  @TempDir private Path folder;

  private static List<String> lines(Path file, long start, long end) throws IOException {
    List<String> lines = new ArrayList<>();
    try (LineReader reader =
        LineReader.open(DataFixtures.storage(), file.toString(), false, start, end)) {
      for (String line = reader.next(); line != null; line = reader.next()) {
        lines.add(line);
      }
    }
    return lines;
  }

  @Test
  void whereverAFileIsCutEachLineIsReadOnce() throws IOException {
    for (String text : List.of("\ufeffab\n\ncde\r\nf\nghij", "one", "\n\n", "a\nb\n")) {
      Path file = Files.writeString(folder.resolve("lines"), text);
      long bytes = Files.size(file);
      List<String> whole = lines(file, 0, bytes);
      for (long cut = 0; cut <= bytes; cut++) {
        List<String> both = new ArrayList<>(cut == 0 ? List.of() : lines(file, 0, cut));
        both.addAll(lines(file, cut, bytes));
        assertThat(both).as("'%s' cut at %d", text, cut).isEqualTo(whole);
      }
    }
    assertThat(lines(Files.writeString(folder.resolve("x"), "\ufeffab\n\ncde\r\nf"), 0, 99))
        .containsExactly("ab", "", "cde", "f");
  }

  @Test
  void linesMayBeLongerThanBuffers() throws IOException {
    String line = "x".repeat(200_000);
    Path file = Files.writeString(folder.resolve("long"), line + "\n" + line + "y\n");
    assertThat(lines(file, 0, Long.MAX_VALUE)).containsExactly(line, line + "y");
    assertThat(lines(file, 5, Long.MAX_VALUE)).containsExactly(line + "y");
  }
}

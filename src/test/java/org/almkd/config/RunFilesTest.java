package org.almkd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunFilesTest {
  static List<Path> runFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf/runs"))) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("runFiles")
  void everyRunFileIsNamedAfterItselfAndCanBeRead(Path file) throws IOException {
    String text = Files.readString(file);
    RunConfig config = RunConfigReader.read(file.toString(), text, List.of());
    assertThat(file.getFileName().toString()).isEqualTo(config.run().name() + ".conf");
    assertThat(text).as("the command that runs it").contains("job/submit.sh");
  }
}

package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Manifest;
import org.almkd.storage.Storage;
import org.apache.hadoop.conf.Configuration;

/**
 * The main job on 60 rows of 3 classes and 4 features, called as the command line calls it: 40
 * training rows (ids 0 to 39), 10 for validation, 10 for test; one teacher, two epochs, one lambda
 * pass.
 */
final class TinyRun {
  static final int ROWS = 60;
  static final String HEADER = "id,split,label,a,b,c,d\n";

  private final Path folder;

  /** Writes run file and rows into a folder. */
  TinyRun(Path folder) {
    this.folder = folder;
    write("rows.csv", HEADER + rows(0, ROWS));
    write("run.conf", runFile());
  }

  private String runFile() {
    return """
        run { name = tiny, dir = "%1$s/runs" }
        data { classes = 3, csv { path = "%1$s/rows.csv", id = id, split = split } }
        teachers = [{ name = big, architecture.hidden = [5] }]
        student.architecture.hidden = [4]
        train { epochs = 2, batch-size = 8, learning-rate.initial = 0.1 }
        mixing.adaptive { warmup-epochs = 1, update-every-epochs = 1, chunk-size = 16 }
        """
        .formatted(folder);
  }

  /** Lines of rows with these ids. */
  static String rows(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int id = from; id < to; id++) {
      text.append(row(id, id % 3)).append('\n');
    }
    return text.toString();
  }

  /** One line without its end. */
  static String row(int id, int label) {
    SplittableRandom random = new SplittableRandom(id);
    String split = id < 40 ? "train" : id < 50 ? "validation" : "test";
    StringBuilder line = new StringBuilder().append(id).append(',').append(split);
    line.append(',').append(label);
    for (int j = 0; j < 4; j++) {
      line.append(',').append((float) ((j == label ? 2 : 0) + random.nextDouble(-1, 1)));
    }
    return line.toString();
  }

  Path folder() {
    return folder;
  }

  Path runs() {
    return folder.resolve("runs");
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path write(String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts other lines below the header of the rows. */
  void rowsAre(String lines) {
    write("rows.csv", HEADER + lines);
  }

  /** Runs the main job. */
  Said run(String... overrides) {
    List<String> arguments = new ArrayList<>(List.of("distill", "--config", folder + "/run.conf"));
    arguments.addAll(List.of(overrides));
    return Said.by(() -> Main.run(arguments.toArray(String[]::new)));
  }

  /** Runs the main job, which must fail with this code and one message that says all of this. */
  String fails(int code, List<String> overrides, String... says) {
    Said said = run(overrides.toArray(String[]::new));
    assertThat(said.code()).as(String.join("\n", said.errors())).isEqualTo(code);
    String message = onlyError(said);
    assertThat(message).contains(says);
    assertNothingHalfWritten();
    return message;
  }

  /** As {@link #fails}, for failures after the run folder was made, which its status must tell. */
  String failsInItsFolder(int code, List<String> overrides, String... says) {
    String message = fails(code, overrides, says);
    assertThat(runFolders()).hasSize(1);
    JsonNode status = json(runFolders().get(0).resolve("status.json"));
    assertThat(status.path("state").asText()).isEqualTo("FAILED");
    assertThat(status.path("exitCode").asInt()).isEqualTo(code);
    assertThat(status.path("message").asText()).isEqualTo(message);
    return message;
  }

  static String onlyError(Said said) {
    assertThat(said.errors()).hasSize(1);
    assertThat(said.showsStack()).as("a stack trace is shown").isFalse();
    assertThat(said.err()).isEmpty();
    assertThat(said.out()).isEmpty();
    return said.errors().get(0);
  }

  /** No run counts as finished, and every manifest that counts names whole files. */
  void assertNothingHalfWritten() {
    assertThat(files("/run.manifest.json"))
        .allSatisfy(file -> assertThat(Manifest.parse(read(file))).isEmpty());
    assertManifestsNameWholeFiles();
  }

  void assertManifestsNameWholeFiles() {
    for (Path file : files("[.]manifest.json")) {
      if (!file.endsWith("run.manifest.json") && !file.endsWith("summary.manifest.json")) {
        assertWhole(file);
      }
    }
  }

  private static void assertWhole(Path file) {
    Manifest.parse(read(file))
        .ifPresent(
            manifest -> {
              String root = file.getParent().getParent().getParent().toString();
              Artefact artefact =
                  new ArtefactStore(new Storage(new Configuration(false)), root)
                      .find(manifest.kind(), manifest.key())
                      .orElseThrow();
              artefact.manifest().entries().forEach(artefact::read);
            });
  }

  /** Takes away all runs, and their store. */
  void deleteRuns() {
    delete(runs());
  }

  /** Takes away a folder. */
  void delete(Path path) {
    new Storage(new Configuration(false)).delete(path.toString());
  }

  /** Folders of runs, the store apart. */
  List<Path> runFolders() {
    if (!Files.isDirectory(runs())) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(runs())) {
      return found.filter(path -> !path.endsWith("store")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Files below the folder of runs whose paths end so, in path order. */
  List<Path> files(String pattern) {
    if (!Files.isDirectory(runs())) {
      return List.of();
    }
    Pattern end = Pattern.compile(pattern + "$");
    while (true) {
      try (Stream<Path> found = Files.walk(runs())) {
        return found
            .filter(path -> Files.isRegularFile(path) && end.matcher(path.toString()).find())
            .sorted()
            .toList();
      } catch (UncheckedIOException e) {
        // A run that goes on in another process removes old checkpoints meanwhile.
        if (!(e.getCause() instanceof NoSuchFileException)) {
          throw e;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    return new String(read(file), StandardCharsets.UTF_8);
  }

  private static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(read(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

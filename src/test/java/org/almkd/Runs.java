package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.almkd.storage.ParquetTable;

/** Runs the main job the way a user does, and reads what it leaves behind. */
final class Runs {
  private Runs() {}

  /** Runs a run file and returns its report; fails unless the exit code is 0. */
  static JsonNode distil(Path folder, String id, String runFile, String... overrides) {
    List<String> arguments = new ArrayList<>(List.of("distill", "--config", runFile));
    arguments.add("run.dir=" + folder);
    arguments.add("run.id=" + id);
    arguments.addAll(List.of(overrides));
    assertThat(Main.run(arguments.toArray(String[]::new))).as("exit code of " + id).isZero();
    return json(folder.resolve(id).resolve("report.json"));
  }

  static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double testAccuracy(JsonNode network) {
    return network.at("/test/accuracy/last").asDouble(Double.NaN);
  }

  /** Returns the bits of all lambdas of the last snapshot, by id and teacher. */
  static Map<String, Integer> lambdas(Path run) {
    try (Stream<Path> files = Files.walk(run.resolve("lambdas"))) {
      Map<String, Integer> lambdas = new TreeMap<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).sorted().toList()) {
        ParquetTable table = ParquetTable.read(file.toString(), Files.readAllBytes(file));
        for (int i = 0; i < table.rows(); i++) {
          lambdas.put(
              table.longs("id")[i] + "/" + table.ints("teacher")[i],
              Float.floatToRawIntBits(table.floats("lambda")[i]));
        }
      }
      return lambdas;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package org.almkd;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.almkd.report.LambdaHistory;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.almkd.storage.Sha256;
import org.almkd.storage.Storage;
import org.apache.hadoop.conf.Configuration;

/**
 * All of a run folder that must be the same whenever the same run ends: the report, metrics and
 * doubted rows byte by byte, the digest of each network, and every row of every lambda table.
 *
 * @param report report.json
 * @param files digests of the files that hold results, by name
 * @param lambdas bits of every number, by table, row and teacher
 */
record RunResult(JsonNode report, Map<String, String> files, Map<String, Integer> lambdas) {

  static RunResult of(Path run) {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(run)) {
      found
          .filter(
              f -> f.toString().matches(".*(metrics.jsonl|least-believed.json|model.json|[.]svg)"))
          .forEach(f -> files.put(run.relativize(f).toString(), Sha256.of(TinyRun.read(f))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RunResult(Runs.json(run.resolve("report.json")), files, lambdas(run));
  }

  private static Map<String, Integer> lambdas(Path run) {
    Storage storage = new Storage(new Configuration(false));
    ArtefactStore folder = new ArtefactStore(storage, run.toString());
    Map<String, Integer> lambdas = new TreeMap<>();
    for (int epoch : new LambdaHistory(storage, run.toString()).epochs()) {
      Artefact artefact = folder.find("lambdas", "epoch-%04d".formatted(epoch)).orElseThrow();
      for (ManifestEntry entry : artefact.manifest().entries()) {
        ParquetTable table = ParquetTable.read(entry.name(), artefact.read(entry));
        for (int i = 0; i < table.rows(); i++) {
          lambdas.put(
              "%d/%d/%d".formatted(epoch, table.longs("id")[i], table.ints("teacher")[i]),
              Float.floatToRawIntBits(table.floats("lambda")[i]));
        }
      }
    }
    return lambdas;
  }
}

package org.almkd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.almkd.config.RunConfig;
import org.almkd.doctor.Bytes;
import org.almkd.method.SparkStoreAudit;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Finding;
import org.almkd.storage.Storage;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks every artefact of a store, and computes a sample of its logits anew. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Checks the files of every artefact against the sizes and hashes in its manifest, computes the",
      "digest of prepared rows and a sample of the logits of every teacher anew, and names what",
      "differs. Changes nothing. Exits with 0, or with 5 where something is wrong."
    })
final class StoreVerifyCommand implements Callable<Integer> {
  private static final int FINDINGS = 5;

  @Mixin private StoreCommand.Choice choice;

  @Option(
      names = "--sample",
      paramLabel = "ROWS",
      defaultValue = "64",
      description =
          "Rows of each file of logits that are computed anew; 0: none (default ${DEFAULT-VALUE}).")
  private int sample;

  @Override
  public Integer call() {
    if (sample < 0) {
      throw choice.mistake("--sample = %d; expected a number of at least 0".formatted(sample));
    }
    SparkConf conf = new SparkConf();
    Storage storage = StoreCommand.Choice.storage(conf);
    Optional<RunConfig> config = choice.config(storage);
    ArtefactStore store = choice.store(storage, config);
    int threads = config.map(c -> c.cluster().threadsPerReplica()).orElse(1);
    boolean ours = SparkSession.getDefaultSession().isEmpty();
    SparkSession session = Sessions.start(conf, "store verify", threads);
    try {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
      List<SparkStoreAudit.Result> results = new SparkStoreAudit(spark, store, sample).run();
      if (results.isEmpty() && config.isEmpty()) {
        throw choice.mistake(
            "found no artefact in %s; expected a store that a run has made; check --store"
                .formatted(store.root()));
      }
      Console.print(String.join("\n", lines(store, results)));
      return results.stream().allMatch(r -> r.findings().isEmpty()) ? 0 : FINDINGS;
    } finally {
      if (ours) {
        session.close();
      }
    }
  }

  private static List<String> lines(ArtefactStore store, List<SparkStoreAudit.Result> results) {
    List<String> lines = new ArrayList<>();
    int findings = 0;
    for (SparkStoreAudit.Result result : results) {
      lines.add(line(result));
      for (Finding finding : result.findings()) {
        lines.add("     " + finding.text());
        findings++;
      }
      if (result.damaged()) {
        lines.add(
            "     delete %s and %s.manifest.json, so that the next run builds it again"
                .formatted(result.entry().folder(), result.entry().folder()));
      } else if (!result.findings().isEmpty()) {
        lines.add("     keep it: mend what it is checked against, then verify again");
      }
    }
    lines.add("%s: %d artefacts, %d findings".formatted(store.root(), results.size(), findings));
    return lines;
  }

  private static String line(SparkStoreAudit.Result result) {
    int files = result.entry().published().map(a -> a.manifest().entries().size()).orElse(0);
    String recomputed = result.recomputed().isEmpty() ? "" : ", " + result.recomputed();
    return "%-4s %s: %d files, %s%s"
        .formatted(
            result.findings().isEmpty() ? "ok" : "FAIL",
            result.entry().name(),
            files,
            Bytes.text(result.entry().bytes()),
            recomputed);
  }
}

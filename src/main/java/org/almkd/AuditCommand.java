package org.almkd;

import java.util.List;
import org.almkd.config.InvalidConfigException;
import org.almkd.config.RunConfig;
import org.almkd.report.AnalysisFolder;
import org.almkd.report.AuditRanking;
import org.almkd.report.FinishedRun;
import org.almkd.storage.Artefact;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ranks the training rows of a finished run by how little their labels were believed. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description =
        "Ranks the training rows of a finished run by how little their labels were believed.")
final class AuditCommand extends RunFolderCommand {
  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "New folder for the results; default: audit, audit-2, ... in the run folder.")
  private String output = "";

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "Rows that audit.html shows; default: ${DEFAULT-VALUE}.")
  private int top = 100;

  @Option(
      names = "--order",
      paramLabel = "lambda|teacher|combined",
      description = "Ranking in whose order rows are written; default: ${DEFAULT-VALUE}.")
  private String order = AuditRanking.Kind.COMBINED.key();

  @Override
  int run(FinishedRun run) {
    if (top < 1) {
      throw new InvalidConfigException(
          List.of("--top: found %d; expected a whole number of at least 1".formatted(top)));
    }
    AuditRanking.Kind kind = AuditRanking.Kind.named(order).orElseThrow(() -> unknown(order));
    RunConfig config = run.config();
    Artefact lambdas = run.lambdas().last().orElseThrow(() -> withoutLambdas(run, config));
    AnalysisFolder folder = AnalysisFolder.choose(run.storage(), run.path(), "audit", output);
    Sessions.run(
        config,
        session ->
            Console.print(
                String.join(
                    "\n", new AuditRun(session, run, config, lambdas, kind).write(folder, top))));
    return 0;
  }

  private static InvalidConfigException unknown(String order) {
    return new InvalidConfigException(
        List.of("--order: found %s; expected lambda, teacher or combined".formatted(order)));
  }

  private static InvalidConfigException withoutLambdas(FinishedRun run, RunConfig config) {
    String found =
        config.method().learnsLambdas()
            ? "found no update of its lambdas (train.epochs = %d, mixing.adaptive.warmup-epochs = %d)"
                .formatted(config.train().epochs(), config.mixing().adaptive().warmupEpochs())
            : "found the method %s, which learns no lambdas".formatted(config.method().key());
    return new InvalidConfigException(
        List.of(
            "Cannot audit the run %s: %s; expected a run with a lambda for each row; run distill with method = doubt, or with alm-kd and more epochs than warm-up"
                .formatted(run.path(), found)));
  }
}

package org.almkd;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.almkd.config.Purpose;
import org.almkd.config.RunConfig;
import org.almkd.config.Secrets;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Storage;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks after the store that runs share. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    description = "Looks after the store that runs share: verify, vacuum.",
    subcommands = {StoreVerifyCommand.class, StoreVacuumCommand.class})
final class StoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** Without a subcommand there is nothing to do. */
  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "found no command; expected one of " + String.join(", ", spec.subcommands().keySet()));
  }

  /** Which store a command looks at. */
  static final class Choice {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = "--config",
        paramLabel = "RUN.conf",
        description = "Run file that names the store: a path, file:, hdfs: or s3a: address.")
    private String runFile;

    @Option(
        names = "--store",
        paramLabel = "DIR",
        description = "The store's folder, in place of a run file.")
    private String folder;

    @Option(
        names = "--overlay",
        paramLabel = "FILE",
        description =
            "File whose keys win over those of the run file, and lose to key=value; may be repeated, later ones win.")
    private List<String> overlays = List.of();

    @Parameters(
        arity = "0..*",
        paramLabel = "key=value",
        description = "Keys that override the run file, in HOCON.")
    private List<String> overrides = List.of();

    /** Returns a storage for what was chosen. */
    static Storage storage(SparkConf conf) {
      return Sessions.storage(conf);
    }

    /** Returns the configuration, where the store was chosen by one. */
    Optional<RunConfig> config(Storage storage) {
      boolean configured = runFile != null || !overrides.isEmpty() || !overlays.isEmpty();
      if (configured == (folder != null)) {
        throw mistake(
            configured
                ? "found both a run file and --store; expected one of them"
                : "found no store; expected --config RUN.conf or --store DIR");
      }
      return configured
          ? Optional.of(Sessions.read(Purpose.DISTILL, storage, runFile, overlays, overrides))
          : Optional.empty();
    }

    /** Returns the store, which must be there. */
    ArtefactStore store(Storage storage, Optional<RunConfig> config) {
      String path = config.map(RunConfig::storeDir).orElse(folder);
      if (!storage.isFolder(path)) {
        throw mistake(
            "found no folder %s; expected a store that a run has made; check --store, store.dir or run.dir"
                .formatted(path));
      }
      return new ArtefactStore(storage, path);
    }

    /** Returns an error in what was typed. */
    ParameterException mistake(String message) {
      return new ParameterException(spec.commandLine(), Secrets.mask(message));
    }
  }
}

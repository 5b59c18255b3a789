package org.almkd;

import java.util.List;
import java.util.concurrent.Callable;
import org.almkd.config.Purpose;
import org.almkd.config.RunConfig;
import org.almkd.report.FinishedRun;
import org.almkd.storage.Storage;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command on the folder of a finished run, which is named by its path or by its run file. */
abstract class RunFolderCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--run",
      paramLabel = "FOLDER",
      description = "Folder of a finished run: a path, file:, hdfs: or s3a: address.")
  private String folder;

  @Option(
      names = "--config",
      paramLabel = "RUN.conf",
      description = "Run file of a finished run, whose folder it names; not with --run.")
  private String runFile;

  @Parameters(
      arity = "0..*",
      paramLabel = "key=value",
      description = "With --config: keys that override the run file, in HOCON.")
  private List<String> overrides = List.of();

  @Override
  public final Integer call() {
    if ((folder == null) == (runFile == null)) {
      throw usage(
          folder == null
              ? "found no run; expected --run FOLDER or --config RUN.conf"
              : "found --run and --config; expected one of them");
    }
    if (folder != null && !overrides.isEmpty()) {
      throw usage("found %s with --run; expected keys with --config only".formatted(overrides));
    }
    Storage storage = Sessions.storage();
    return run(FinishedRun.open(storage, folder == null ? named(storage) : folder));
  }

  /** Does it and returns the exit code. */
  abstract int run(FinishedRun run);

  private String named(Storage storage) {
    RunConfig config = Sessions.read(Purpose.DISTILL, storage, runFile, overrides);
    return config.run().dir() + "/" + config.runId();
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}

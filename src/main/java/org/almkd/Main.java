package org.almkd;

import java.util.List;
import java.util.concurrent.Callable;
import org.almkd.config.ConfigReference;
import org.almkd.config.InvalidConfigException;
import org.almkd.config.Secrets;
import org.almkd.report.Versions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Entry point of the jar: {@code spark-submit --class org.almkd.Main almkd.jar COMMAND ...}. */
@Command(
    name = "almkd",
    description =
        "Distils a large classifier into a small one with adaptive loss mixing, on Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      Main.Distill.class,
      Main.Predict.class,
      Main.Evaluate.class,
      SweepCommand.class,
      ReportCommand.class,
      AuditCommand.class,
      LemmaCommand.class,
      DoctorCommand.class,
      StoreCommand.class
    })
public final class Main implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    RunShutdown.listen();
    int code = run(arguments);
    // A driver that returns normally lets the cluster manager see a success; exit only for others.
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Runs a command and returns its exit code. */
  static int run(String... arguments) {
    try {
      Secrets.requireNoneIn(List.of(arguments));
    } catch (InvalidConfigException e) {
      return Failures.report(e);
    }
    return new CommandLine(new Main())
        // @FILE would put lines of any file among the arguments, and into messages.
        .setExpandAtFiles(false)
        .setExecutionExceptionHandler((exception, line, result) -> Failures.report(exception))
        .execute(arguments);
  }

  /** Without a command there is nothing to do. */
  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "found no command; expected one of distill, predict, evaluate, sweep, report, audit, lemma, doctor, store");
  }

  /** The run file and the arguments that every command takes. */
  abstract static class RunFileCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--config",
        paramLabel = "RUN.conf",
        description = "Run file: a path, file:, hdfs: or s3a: address.")
    private String runFile;

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

    @Option(names = "--keys", help = true, description = "Print every key with its default.")
    private boolean keys;

    @Override
    public Integer call() {
      if (keys) {
        Console.print(ConfigReference.load().listing());
        return 0;
      }
      if (runFile == null && overrides.isEmpty() && overlays.isEmpty()) {
        throw new CommandLine.ParameterException(
            spec.commandLine(),
            "found no run file; expected --config RUN.conf, or every key as key=value");
      }
      return Sessions.run(this, runFile, overlays, overrides);
    }

    /** What the command does with a configuration. */
    abstract SparkCommand command();
  }

  /** Trains a student and writes a run folder. */
  @Command(
      name = "distill",
      mixinStandardHelpOptions = true,
      description = "Trains teachers, student and baselines and writes a run folder.")
  static final class Distill extends RunFileCommand {
    @Override
    SparkCommand command() {
      return new DistillCommand();
    }
  }

  /** Applies an exported network to rows. */
  @Command(
      name = "predict",
      mixinStandardHelpOptions = true,
      description = "Applies an exported network (predict.model) to the rows of data.*.")
  static final class Predict extends RunFileCommand {
    @Override
    SparkCommand command() {
      return new PredictCommand();
    }
  }

  /** Measures an exported network on labelled rows. */
  @Command(
      name = "evaluate",
      mixinStandardHelpOptions = true,
      description = "Measures an exported network (predict.model) on the labelled rows of data.*.")
  static final class Evaluate extends RunFileCommand {
    @Override
    SparkCommand command() {
      return new EvaluateCommand();
    }
  }

  /** Prints the version of the build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"almkd " + Versions.almkd()};
    }
  }
}

package org.almkd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.almkd.config.ConfigReference;
import org.almkd.config.SweepConfig;
import org.almkd.config.SweepConfigReader;
import org.almkd.storage.Storage;
import org.almkd.sweep.Cell;
import org.almkd.sweep.SweepListing;
import org.almkd.sweep.SweepPlan;
import org.almkd.train.TrainingStoppedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs all cells of a sweep that are not finished, and says how they ended. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description = "Runs all cells of a sweep file that are not finished.")
final class SweepCommand implements Callable<Integer> {
  static final int FINISHED_WITH_FAILED_CELLS = 6;

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "SWEEP.conf",
      description =
          "Sweep file: a path, file:, hdfs: or s3a: address. May also stand before the keys,"
              + " without --config.")
  private String file;

  @Option(
      names = "--overlay",
      paramLabel = "FILE",
      description =
          "File whose keys win over those of the sweep file, also where an axis sets them, and lose to key=value; may be repeated, later ones win.")
  private List<String> overlays = List.of();

  @Option(
      names = "--dry-run",
      description = "List the cells, how far they are and how long they will take; run none.")
  private boolean dryRun;

  @Option(
      names = "--only",
      paramLabel = "AXIS=LABEL[,...]",
      split = ",",
      description =
          "Only cells with these labels; several of one axis, or of seed and data-seed: any of"
              + " them.")
  private List<String> only = List.of();

  @Option(
      names = "--cell",
      paramLabel = "N",
      description =
          "Only the cell of this number, with the exit code of its run; the answer is written by"
              + " the cell that ends last.")
  private Integer number;

  @Option(names = "--keys", help = true, description = "Print every key of the block sweep.")
  private boolean keys;

  @Parameters(
      arity = "0..*",
      paramLabel = "key=value",
      description = "Keys that override the sweep file, in HOCON.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() {
    if (keys) {
      Console.print(ConfigReference.ofSweeps().listing());
      return 0;
    }
    Storage storage = Sessions.storage();
    SweepConfig config = read(storage);
    SweepPlan plan = SweepPlan.of(config);
    List<Cell> chosen = chosen(plan);
    if (dryRun) {
      SweepListing listing = new SweepListing(storage, config.axes(), config.parallel());
      Console.print(listing.of(chosen, plan.cells()));
      return 0;
    }
    int code = new SweepRun(storage, config, plan).run(chosen);
    boolean failed = code != 0 && code != TrainingStoppedException.OUT_OF_TIME;
    return number == null && failed ? FINISHED_WITH_FAILED_CELLS : code;
  }

  private SweepConfig read(Storage storage) {
    List<String> overrides = new ArrayList<>(arguments);
    String path = file;
    if (path == null && !overrides.isEmpty() && !overrides.get(0).contains("=")) {
      path = overrides.remove(0);
    }
    if (path == null) {
      throw mistake("found no sweep file; expected sweep SWEEP.conf [key=value ...]");
    }
    return SweepConfigReader.read(
        Sessions.runFile(storage, path), Sessions.overlays(storage, overlays), overrides);
  }

  private List<Cell> chosen(SweepPlan plan) {
    if (number != null && !only.isEmpty()) {
      throw mistake("found --only and --cell; expected one of them");
    }
    return number == null ? plan.only(labels()) : List.of(plan.cell(number));
  }

  private Map<String, Set<String>> labels() {
    Map<String, Set<String>> labels = new LinkedHashMap<>();
    for (String choice : only) {
      int equals = choice.indexOf('=');
      if (equals < 1 || equals == choice.length() - 1) {
        throw mistake(
            "--only: found %s; expected AXIS=LABEL, such as method=labels".formatted(choice));
      }
      labels
          .computeIfAbsent(choice.substring(0, equals), axis -> new LinkedHashSet<>())
          .add(choice.substring(equals + 1));
    }
    return labels;
  }

  private CommandLine.ParameterException mistake(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}

package org.almkd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.almkd.config.InvalidConfigException;
import org.almkd.config.RunConfig;
import org.almkd.data.InputShape;
import org.almkd.data.InvalidDataException;
import org.almkd.data.SyntheticSample;
import org.almkd.evaluate.MixedRisk;
import org.almkd.evaluate.MixedRiskSimulation;
import org.almkd.loss.Softmax;
import org.almkd.model.NativeRuntime;
import org.almkd.model.ZippedNetwork;
import org.almkd.report.AnalysisFolder;
import org.almkd.report.Figure;
import org.almkd.report.FinishedRun;
import org.almkd.report.LemmaReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How the variance of the mixed risk depends on one lambda for all rows, for the networks of a
 * finished run on synthetic data. It needs no Spark: rows are drawn fresh, and few.
 */
@Command(
    name = "lemma",
    mixinStandardHelpOptions = true,
    description = {
      "Computes how the variance of the mixed risk depends on one lambda for all rows (lemma of the",
      "paper), for the networks of a finished run on synthetic data, and checks it by simulation."
    })
final class LemmaCommand extends RunFolderCommand {
  private static final String KIND = "lemma";

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "New folder for the results; default: lemma, lemma-2, ... in the run folder.")
  private String output = "";

  @Option(
      names = "--student",
      paramLabel = "NAME",
      description = "Network whose risk it is: student, or a baseline; default: ${DEFAULT-VALUE}.")
  private String student = "student";

  @Option(
      names = "--teacher",
      paramLabel = "NAME",
      description = "Teacher whose posterior is mixed in; default: the last one.")
  private String teacher = "";

  @Option(
      names = "--rows",
      paramLabel = "M",
      description = "Fresh rows that the moments are taken over; default: ${DEFAULT-VALUE}.")
  private int rows = 20_000;

  @Option(
      names = "--sets",
      paramLabel = "N",
      description = "Training sets to simulate; default: ${DEFAULT-VALUE}.")
  private int sets = 2_000;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Seed of rows and simulation; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  int run(FinishedRun run) {
    checkOptions();
    RunConfig config = run.config();
    int trainingRows = run.report().path("data").path("trainRows").asInt();
    String teacherName = teacher(config);
    NativeRuntime.prepare(config.cluster().threadsPerReplica());
    SyntheticSample sample = SyntheticSample.draw(config.data(), rows, seed);
    double[] teacher_MC =
        probabilities(logits(run, sample, "teachers/" + teacherName), sample.classes());
    double[] loss_MC = losses(logits(run, sample, folder(config)), sample.classes());
    MixedRisk.Posteriors posteriors =
        new MixedRisk.Posteriors(
            sample.classes(), sample.clean_NC(), sample.given_NC(), teacher_MC);
    LemmaReport report =
        new LemmaReport(
            run.runId(),
            student,
            teacherName,
            rows,
            trainingRows,
            sets,
            seed,
            MixedRisk.of(posteriors, loss_MC),
            MixedRiskSimulation.run(posteriors, loss_MC, trainingRows, sets, seed));
    AnalysisFolder folder = AnalysisFolder.choose(run.storage(), run.path(), KIND, output);
    write(folder, run, report);
    Console.print(String.join("\n", report.summary(folder.path())));
    return 0;
  }

  private static void write(AnalysisFolder folder, FinishedRun run, LemmaReport report) {
    folder.write("lemma.csv", report.toCsv());
    folder.write("lemma.json", report.toJson());
    folder.write("lemma.html", report.toPage());
    for (Figure figure : report.figures()) {
      folder.write(figure.file(), figure.chart().toFile());
    }
    folder.finish(run.runId());
  }

  private void checkOptions() {
    List<String> problems = new ArrayList<>();
    if (rows < 1) {
      problems.add("--rows: found %d; expected a whole number of at least 1".formatted(rows));
    }
    if (sets < 2) {
      problems.add("--sets: found %d; expected a whole number of at least 2".formatted(sets));
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
  }

  private String teacher(RunConfig config) {
    List<String> names = config.teachers().stream().map(t -> t.name()).toList();
    if (teacher.isEmpty() && !names.isEmpty()) {
      return names.get(names.size() - 1);
    }
    if (!names.contains(teacher)) {
      throw new InvalidConfigException(
          List.of(
              "--teacher: found \"%s\"; expected a teacher of the run, one of %s"
                  .formatted(teacher, names)));
    }
    return teacher;
  }

  private String folder(RunConfig config) {
    if (student.equals("student")) {
      return student;
    }
    List<String> names = config.baselines().stream().map(b -> b.name()).toList();
    if (!names.contains(student)) {
      throw new InvalidConfigException(
          List.of(
              "--student: found \"%s\"; expected student or a baseline of the run, one of %s"
                  .formatted(student, names)));
    }
    return "baselines/" + student;
  }

  /** Logits of a network of the run for all rows, row-major. */
  private static double[] logits(FinishedRun run, SyntheticSample sample, String path) {
    String zip = path + "/model.zip";
    if (!run.has(zip)) {
      throw new InvalidDataException(
          "Cannot read the network " + run.path() + "/" + zip,
          "found no such file in the run, whose teacher gave logits alone; expected a network, which is applied to fresh rows");
    }
    float[] logits =
        ZippedNetwork.load(
                run.path() + "/" + zip,
                run.read(zip),
                new InputShape.Flat(sample.width()),
                sample.classes())
            .logits(sample.features());
    double[] logits_MC = new double[logits.length];
    Arrays.setAll(logits_MC, j -> logits[j]);
    return logits_MC;
  }

  private static double[] probabilities(double[] logits_MC, int classes) {
    double[] probabilities_MC = new double[logits_MC.length];
    for (int from = 0; from < logits_MC.length; from += classes) {
      Softmax.write(logits_MC, from, classes, 1, probabilities_MC, from);
    }
    return probabilities_MC;
  }

  /** -log softmax, without the logarithm of a probability that underflows. */
  private static double[] losses(double[] logits_MC, int classes) {
    double[] loss_MC = new double[logits_MC.length];
    for (int from = 0; from < logits_MC.length; from += classes) {
      double logPartition = Softmax.write(logits_MC, from, classes, 1, loss_MC, from);
      for (int c = from; c < from + classes; c++) {
        loss_MC[c] = logPartition - logits_MC[c];
      }
    }
    return loss_MC;
  }
}

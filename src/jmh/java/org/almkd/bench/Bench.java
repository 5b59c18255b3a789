package org.almkd.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.almkd.data.PackingBenchmark;
import org.almkd.mixing.LambdaBenchmark;
import org.almkd.model.SoftLabelBenchmark;
import org.almkd.train.StepBenchmark;

/** Measures parts of the job and writes one JSON object; job/bench.sh calls it. */
public final class Bench {
  private static final double STEP_MICROSECONDS = 450;
  private static final double LAMBDA_SECONDS = 0.3;
  private static final double LAMBDA_SPEED_UP = 10;
  private static final String LARGE = "45000x100x64";

  private static final Map<String, Function<Torch, List<Measurement>>> PARTS =
      new LinkedHashMap<>();

  static {
    PARTS.put("step", Bench::step);
    PARTS.put("round", torch -> onSpark("local[2,4]", SparkRoundBench::run));
    // DL4J exports to a local disk only where the master is local[N].
    PARTS.put("epoch", torch -> onSpark("local[2]", SparkEpochBench::run));
    PARTS.put("lambda", Bench::lambda);
    PARTS.put("soft-labels", Bench::softLabels);
    PARTS.put(
        "packing",
        torch -> JmhBench.run(PackingBenchmark.class, "ms", c -> "packing-45000x64x100"));
    PARTS.put("images", ImageBench::run);
    PARTS.put("images-epoch", torch -> SparkImageEpochBench.run());
    PARTS.put("soak", torch -> onSpark("local[2,4]", SparkSoak::run));
    PARTS.put("soak-executors", torch -> SparkExecutorSoak.run());
  }

  private Bench() {}

  /**
   * Runs parts.
   *
   * @param arguments file that the JSON is written to, names of parts separated by commas ("" for
   *     all), then the command that runs the PyTorch script, if there is one
   */
  public static void main(String[] arguments) throws IOException {
    Path out = Path.of(arguments[0]);
    List<String> parts =
        arguments[1].isEmpty() ? List.copyOf(PARTS.keySet()) : List.of(arguments[1].split(",", -1));
    for (String part : parts) {
      if (!PARTS.containsKey(part)) {
        System.err.printf("job/bench.sh: unknown part \"%s\"; parts: %s%n", part, PARTS.keySet());
        System.exit(2);
      }
    }
    Torch torch = new Torch(List.of(arguments).subList(2, arguments.length));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("machine", Machine.facts());
    List<Measurement> measurements = new ArrayList<>();
    for (String part : parts) {
      System.err.println("measuring " + part);
      measurements.addAll(PARTS.get(part).apply(torch));
    }
    result.put("torch", torch.facts());
    result.put("measurements", measurements);
    result.put("allMet", measurements.stream().allMatch(m -> m.met() == null || m.met()));
    Files.write(
        out,
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsBytes(result));
  }

  private static List<Measurement> onSpark(
      String master, Function<SparkBench, List<Measurement>> part) {
    try (SparkBench bench = new SparkBench(master)) {
      return part.apply(bench);
    }
  }

  private static List<Measurement> step(Torch torch) {
    List<Measurement> ours =
        JmhBench.run(
            StepBenchmark.class,
            "us",
            c -> "step-%s-%s".formatted(c.parameter("loss"), c.parameter("batch")));
    List<Measurement> all =
        new ArrayList<>(
            ours.stream()
                .map(m -> m.name().contains("mixed") ? m.atMost(STEP_MICROSECONDS) : m)
                .toList());
    all.addAll(torch.compare("step", ours));
    return all;
  }

  private static List<Measurement> lambda(Torch torch) {
    List<Measurement> ours =
        JmhBench.run(
            LambdaBenchmark.class,
            "s",
            c ->
                "lambda-%s-%s"
                    .formatted(
                        c.method().equals("closedForm") ? "closed" : "stored",
                        c.parameter("shape")));
    List<Measurement> all = new ArrayList<>();
    for (Measurement closed : ours) {
      if (closed.name().startsWith("lambda-closed-")) {
        String shape = closed.name().substring("lambda-closed-".length());
        Measurement stored = Measurement.named(ours, "lambda-stored-" + shape);
        Measurement speedUp =
            Measurement.of("lambda-speed-up-" + shape, "ratio", stored.median() / closed.median());
        boolean large = shape.equals(LARGE);
        all.add(large ? closed.atMost(LAMBDA_SECONDS) : closed);
        all.add(stored);
        all.add(large ? speedUp.atLeast(LAMBDA_SPEED_UP) : speedUp);
      }
    }
    all.addAll(torch.compare("lambda", ours));
    return all;
  }

  private static List<Measurement> softLabels(Torch torch) {
    List<Measurement> all =
        new ArrayList<>(
            JmhBench.run(
                SoftLabelBenchmark.class, "ms", c -> "soft-labels-" + c.parameter("shape")));
    all.addAll(torch.compare("soft-labels", all));
    return all;
  }
}

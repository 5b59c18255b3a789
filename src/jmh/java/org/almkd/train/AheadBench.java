package org.almkd.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.almkd.bench.ImageNetworks;
import org.almkd.bench.Samples;
import org.almkd.config.Architecture;
import org.almkd.config.GradientKind;
import org.almkd.config.Initialisation;
import org.almkd.data.Augmentation;
import org.almkd.data.Pixels;
import org.almkd.data.Shard;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.InitialParameters;
import org.almkd.model.NativeRuntime;
import org.almkd.model.Network;
import org.almkd.model.NetworkExport;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
import org.almkd.model.ZippedNetwork;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Steps whose next batch is put together beside them, against steps that wait for it: with one
 * worker and with two, in turn, so that whatever slows the machine slows both.
 */
public final class AheadBench {
  private static final int TURNS = 7;
  private static final int BATCHES = 8;
  private static final double LEARNING_RATE = 0.001;

  private AheadBench() {}

  /** What is trained, by whom if teachers are run, and how many rounds of batches make a turn. */
  private record Case(
      NetworkSpec spec, Shard shard, int batch, Optional<byte[]> teacher, int rounds) {}

  /** Returns seconds of steps ahead by seconds of steps in turn, turn by turn, for each case. */
  public static Map<String, double[]> run() {
    NativeRuntime.prepare(1);
    Map<String, double[]> ratios = new LinkedHashMap<>();
    cases()
        .forEach(
            (name, work) -> {
              for (int workers = 1; workers <= 2; workers++) {
                ratios.put(name + "-" + workers, ratios(work, workers));
              }
            });
    return ratios;
  }

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    NetworkSpec numbers = mlp(14, 50, 20);
    cases.put(
        "numbers",
        new Case(numbers, Samples.shard(0, 64 * BATCHES, 14, 20, 1), 64, Optional.empty(), 60));
    int batch = 32;
    Shard plain = Samples.images(0, batch * BATCHES, ImageNetworks.IMAGE, ImageNetworks.CLASSES, 1);
    Shard pictures = changed(plain);
    cases.put(
        "pictures-mlp",
        new Case(
            mlp(ImageNetworks.IMAGE.size(), 100, ImageNetworks.CLASSES),
            pictures,
            batch,
            Optional.empty(),
            3));
    NetworkSpec student = ImageNetworks.spec("resnet-8", 1);
    cases.put("pictures-resnet-8", new Case(student, pictures, batch, Optional.empty(), 1));
    NetworkSpec teacher = ImageNetworks.spec("wide-resnet-16-1", 0);
    byte[] zip =
        NetworkExport.zip(
            teacher, InitialParameters.draw(teacher, Initialisation.HE, 2), 0.1, Optional.empty());
    cases.put("live-wrn-16-1-resnet-8", new Case(student, pictures, batch, Optional.of(zip), 1));
    return cases;
  }

  private static NetworkSpec mlp(int inputs, int hidden, int classes) {
    return new NetworkSpec(
        new Architecture.Mlp(List.of(hidden)),
        inputs,
        new TargetLayout(classes, 1),
        4,
        0.9,
        5e-4,
        DataType.FLOAT);
  }

  private static Shard changed(Shard plain) {
    Pixels pixels = (Pixels) plain.features();
    return new Shard(
        0,
        plain.ids(),
        plain.ranks(),
        new Pixels(pixels.values(), pixels.input().changedBy(new Augmentation(4, true, 1, 1, 0))),
        plain.labels(),
        plain.cleanLabels(),
        plain.teacherLogits_KNC());
  }

  private static double[] ratios(Case work, int workers) {
    List<InnerLoop> inTurn = new ArrayList<>();
    List<InnerLoop> ahead = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      inTurn.add(loop(work, false));
      ahead.add(loop(work, true));
    }
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      seconds(pool, inTurn, work);
      seconds(pool, ahead, work);
      double[] ratios = new double[TURNS];
      for (int t = 0; t < TURNS; t++) {
        double plain = seconds(pool, inTurn, work);
        ratios[t] = seconds(pool, ahead, work) / plain;
      }
      return ratios;
    } finally {
      pool.shutdown();
    }
  }

  private static InnerLoop loop(Case work, boolean ahead) {
    Network network = Network.create(work.spec());
    network.load(Replica.fresh(InitialParameters.draw(work.spec(), Initialisation.HE, 1)));
    LossRule rule = new LossRule.AlmKd(1, GradientKind.PAPER);
    List<ZippedNetwork> live =
        work.teacher()
            .map(
                zip ->
                    List.of(
                        ZippedNetwork.load(
                            "teacher", zip, ImageNetworks.IMAGE, ImageNetworks.CLASSES)))
            .orElse(List.of());
    ShardRows rows =
        new ShardRows(
            work.shard(),
            rule,
            LambdaTable.constant(work.shard().rows(), 1, 0.5),
            work.spec().layout(),
            0,
            work.batch(),
            live);
    return new InnerLoop(network, rows, work.batch(), ahead);
  }

  /** Seconds until all workers have taken their steps. */
  private static double seconds(ExecutorService pool, List<InnerLoop> loops, Case work) {
    int[] order = IntStream.range(0, work.shard().rows()).toArray();
    long started = System.nanoTime();
    try {
      List<Callable<Integer>> steps = new ArrayList<>();
      for (InnerLoop loop : loops) {
        steps.add(
            () -> {
              for (int r = 0; r < work.rounds(); r++) {
                loop.run(order, 0, BATCHES, LEARNING_RATE);
              }
              return 0;
            });
      }
      for (Future<Integer> step : pool.invokeAll(steps)) {
        step.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return (System.nanoTime() - started) / 1e9;
  }
}

package org.almkd.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.almkd.config.Architecture;
import org.almkd.config.Initialisation;
import org.almkd.data.Augmentation;
import org.almkd.data.InputShape;
import org.almkd.data.PixelInput;
import org.almkd.data.Pixels;
import org.almkd.data.Shard;
import org.almkd.loss.TargetLayout;
import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;
import org.almkd.model.InitialParameters;
import org.almkd.model.Matrices;
import org.almkd.model.NativeRuntime;
import org.almkd.model.Network;
import org.almkd.model.NetworkExport;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
import org.almkd.model.ZippedNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/** Teachers that are run on each batch, against their stored logits of the very same views. */
class LiveTeachersTest {
  private static final InputShape.Image IMAGE = new InputShape.Image(3, 8, 8);
  private static final int CLASSES = 4;
  private static final int ROWS = 13;
  private static final int BATCH = 5;
  private static final int VIEWS = 3;
  private static final long SALT = 5;
  private static final TargetLayout LAYOUT = new TargetLayout(CLASSES, 2);
  private static final Augmentation COUNTED = new Augmentation(2, true, 1, SALT, VIEWS);
  private static final Augmentation ENDLESS = new Augmentation(2, true, 1, SALT, 0);
  private static final LossRule RULE = new LossRule.Fixed(0.7, 2);

  private static List<ZippedNetwork> teachers;

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
    teachers =
        List.of(
            teacher(new Architecture.ResNet(8), 1), teacher(new Architecture.WideResNet(10, 1), 2));
  }

  private static NetworkSpec spec(Architecture architecture, TargetLayout layout) {
    return new NetworkSpec(architecture, IMAGE, layout, 4, 0.9, 5e-4, DataType.FLOAT);
  }

  private static ZippedNetwork teacher(Architecture architecture, long seed) {
    NetworkSpec spec = spec(architecture, new TargetLayout(CLASSES, 0));
    float[] parameters = InitialParameters.draw(spec, Initialisation.HE, seed);
    return ZippedNetwork.load(
        architecture.describe(),
        NetworkExport.zip(spec, parameters, 0.1, Optional.empty()),
        IMAGE,
        CLASSES);
  }

  private static Pixels pictures(Augmentation augmentation) {
    byte[] values = new byte[ROWS * IMAGE.size()];
    new Random(3).nextBytes(values);
    return new Pixels(values, PixelInput.scaled(IMAGE, 255).changedBy(augmentation));
  }

  private static long[] ids() {
    return LongStream.range(0, ROWS).map(i -> 100 + 7 * i).toArray();
  }

  private static Shard shard(Augmentation augmentation, float[][][] views_VKNC) {
    return new Shard(
        0,
        ids(),
        IntStream.range(0, ROWS).toArray(),
        pictures(augmentation),
        IntStream.range(0, ROWS).map(i -> i % CLASSES).toArray(),
        new int[0],
        logits(0),
        views_VKNC);
  }

  /** Logits of a view of all rows in the order of their ids, as they are stored. */
  private static float[][] logits(int view) {
    Pixels pictures = pictures(COUNTED);
    return teachers.stream()
        .map(teacher -> teacher.logits(pictures.view(ids(), 0, ROWS, view)))
        .toArray(float[][]::new);
  }

  private static ShardRows stored(LossRule rule, int epoch) {
    float[][][] views =
        IntStream.rangeClosed(1, VIEWS)
            .mapToObj(LiveTeachersTest::logits)
            .toArray(float[][][]::new);
    return new ShardRows(shard(COUNTED, views), rule, LambdaTable.EMPTY, LAYOUT, epoch, BATCH);
  }

  private static ShardRows live(LossRule rule, int epoch) {
    Shard shard = shard(ENDLESS, new float[0][][]);
    return new ShardRows(shard, rule, LambdaTable.EMPTY, LAYOUT, epoch, BATCH, teachers);
  }

  private static int[] order(int epoch) {
    return BatchOrders.seeded(9).order(epoch, 0, ROWS);
  }

  /** A batch as a network is given it. */
  private record Filled(float[] features, float[] targets) {
    static Filled of(Network network, ShardRows rows, int epoch, int first) {
      Network.Batch batch = network.batch(Math.min(BATCH, ROWS - first));
      rows.copy(order(epoch), first, batch.features_BD(), batch.targets_BL());
      return new Filled(
          Matrices.floatRows(batch.features_BD()), Matrices.floatRows(batch.targets_BL()));
    }
  }

  private static Network student() {
    NetworkSpec spec = spec(new Architecture.ResNet(8), LAYOUT);
    Network network = Network.create(spec);
    network.load(Replica.fresh(InitialParameters.draw(spec, Initialisation.HE, 4)));
    return network;
  }

  /**
   * Pictures, labels and weights are the same to the bit. Logits are not: stored ones were computed
   * in blocks of rows in the order of ids, these in batches, and a sum's order inside a matrix
   * product depends on how many rows there are.
   */
  @Test
  void aLiveTeacherSaysOfEachViewWhatIsStoredOfItToRounding() {
    Network network = student();
    for (int epoch = 0; epoch < VIEWS; epoch++) {
      for (int first = 0; first < ROWS; first += BATCH) {
        Filled live = Filled.of(network, live(RULE, epoch), epoch, first);
        Filled stored = Filled.of(network, stored(RULE, epoch), epoch, first);
        assertThat(live.features()).isEqualTo(stored.features());
        for (int at = 0; at < live.targets().length; at++) {
          boolean isLogit = at % LAYOUT.width() >= LAYOUT.logits(0);
          assertThat(live.targets()[at])
              .as("epoch %d, batch from %d, target %d", epoch, first, at)
              .isCloseTo(stored.targets()[at], within(isLogit ? 1e-5f : 0));
        }
      }
    }
  }

  @Test
  void viewsDifferFromEpochToEpochAndFromThePicture() {
    Network network = student();
    float[] clean =
        Filled.of(
                network,
                new ShardRows(
                    shard(ENDLESS, new float[0][][]), RULE, LambdaTable.EMPTY, LAYOUT, 0, BATCH),
                0,
                0)
            .targets();
    float[] first = Filled.of(network, live(RULE, 0), 0, 0).targets();
    assertThat(Math.abs(first[LAYOUT.logits(0)] - clean[LAYOUT.logits(0)])).isGreaterThan(1e-3f);
    // The same rows, so that pictures alone differ.
    ShardRows later = live(RULE, VIEWS);
    Network.Batch batch = network.batch(BATCH);
    later.copy(order(0), 0, batch.features_BD(), batch.targets_BL());
    assertThat(Matrices.floatRows(batch.targets_BL())[LAYOUT.logits(0)])
        .isNotCloseTo(first[LAYOUT.logits(0)], within(1e-3f));
  }

  @Test
  void aTeacherThatNoRowListensToIsNotRun() {
    LossRule unheard = new LossRule.Fixed(0, 2);
    float[] targets = Filled.of(student(), live(unheard, 0), 0, 0).targets();
    for (int i = 0; i < BATCH; i++) {
      int from = i * LAYOUT.width();
      assertThat(Arrays.copyOfRange(targets, from + LAYOUT.logits(0), from + LAYOUT.width()))
          .containsOnly(0);
    }
  }

  @Test
  void aTeacherLeftOutOfABatchIsAsGoodAsOneThatIsRun() {
    LossRule dropping = new LossRule.Dgkd(0.7, 2, 0.5, 1);
    assertThat(trained(live(dropping, 0)))
        .containsExactly(trained(stored(dropping, 0)), within(1e-5f));
  }

  @Test
  void aSecondAttemptGivesTheSameBits() {
    float[] once = trained(live(RULE, 1));
    assertThat(trained(live(RULE, 1))).isEqualTo(once);
    assertThat(trained(live(RULE, 2))).isNotEqualTo(once);
  }

  private static float[] trained(ShardRows rows) {
    Network network = student();
    new InnerLoop(network, rows, BATCH).run(order(0), 0, Integer.MAX_VALUE, 0.05);
    return network.snapshot().parameters();
  }
}

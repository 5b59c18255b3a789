package org.almkd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.almkd.data.Features;
import org.almkd.loss.TargetLayout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class NetworkTest {
  private static final int INPUTS = 4;
  private static final int CLASSES = 3;

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
  }

  static List<List<Integer>> hiddenLayers() {
    return List.of(List.of(), List.of(5), List.of(7, 3));
  }

  @ParameterizedTest
  @MethodSource("hiddenLayers")
  void forwardEqualsPlainLoops(List<Integer> hidden) {
    NetworkSpec spec =
        Specs.mlp(INPUTS, hidden, new TargetLayout(CLASSES, 1), 0.9, 0, DataType.DOUBLE);
    Network network = Network.create(spec);
    int[] sizes = Specs.sizes(spec);
    assertThat(network.parameterCount()).isEqualTo(PlainMlp.parameters(sizes));
    double[] flat = Specs.random(3, network.parameterCount(), 1);
    Matrices.write(flat, network.parameters());
    double[] features = Specs.random(4, 6 * INPUTS, 2);
    INDArray batch = network.matrix(6, INPUTS);
    Matrices.write(features, batch);

    Activations activations = network.forward(batch);
    int width = hidden.isEmpty() ? INPUTS : hidden.get(hidden.size() - 1);
    assertThat(activations.features_BH().shape()).containsExactly(6, width);
    assertThat(activations.logits_BC().shape()).containsExactly(6, CLASSES);
    assertThat(Matrices.rows(network.logits(batch)))
        .isEqualTo(Matrices.rows(activations.logits_BC()));
    PlainMlp plain = new PlainMlp(sizes, flat);
    for (int i = 0; i < 6; i++) {
      double[][] expected = plain.activations(Specs.row(features, i, INPUTS));
      assertThat(Specs.row(Matrices.rows(activations.logits_BC()), i, CLASSES))
          .containsExactly(expected[expected.length - 1], within(1e-12));
      assertThat(Specs.row(Matrices.rows(activations.features_BH()), i, width))
          .containsExactly(expected[expected.length - 2], within(1e-12));
    }
    assertThat(Matrices.rows(network.parameters())).as("nothing changed").isEqualTo(flat);
  }

  @Test
  void aReplicaThatIsLoadedIsTheOneThatIsRead() {
    Network network = Network.create(Specs.mlp(INPUTS, List.of(5), CLASSES));
    int count = network.parameterCount();
    Replica replica = new Replica(Specs.floats(1, count, 1), Specs.floats(2, count, 1));
    network.load(replica);
    assertThat(network.snapshot().parameters()).isEqualTo(replica.parameters());
    assertThat(network.snapshot().optimizerState()).isEqualTo(replica.optimizerState());
  }

  @Test
  void loadingParametersLeavesTheOptimizerState() {
    Network network = Network.create(Specs.mlp(INPUTS, List.of(5), CLASSES));
    int count = network.parameterCount();
    float[] state = Specs.floats(2, count, 1);
    network.load(new Replica(Specs.floats(1, count, 1), state));
    network.loadParameters(Specs.floats(3, count, 1));
    assertThat(network.snapshot().parameters()).isEqualTo(Specs.floats(3, count, 1));
    assertThat(network.snapshot().optimizerState()).isEqualTo(state);
  }

  @Test
  void twoNetworksInTheSameStateTakeTheSameStep() {
    NetworkSpec spec = Specs.mlp(INPUTS, List.of(5), CLASSES);
    Network first = Network.create(spec);
    int count = first.parameterCount();
    first.load(Replica.fresh(Specs.floats(1, count, 1)));
    step(first, 10);
    Network second = Network.create(spec);
    // Used before, as a borrowed one is.
    second.load(Replica.fresh(Specs.floats(9, count, 1)));
    step(second, 20);
    second.load(first.snapshot());
    assertThat(step(second, 11)).isEqualTo(step(first, 11));
    assertThat(second.snapshot().parameters()).isEqualTo(first.snapshot().parameters());
    assertThat(second.snapshot().optimizerState()).isEqualTo(first.snapshot().optimizerState());
  }

  @Test
  void aStepReturnsTheLossBeforeIt() {
    Network network = Network.create(Specs.mlp(INPUTS, List.of(), CLASSES));
    network.load(Replica.fresh(new float[network.parameterCount()]));
    // All logits are 0: each of four rows costs ln 3.
    assertThat(step(network, 5)).isEqualTo(4 * Math.log(3), within(1e-6));
    assertThat(step(network, 5)).isLessThan(4 * Math.log(3));
  }

  @Test
  void numbersOfAnotherNetworkAreRefused() {
    Network network = Network.create(Specs.mlp(INPUTS, List.of(5), CLASSES));
    // (4 + 1) 5 + (5 + 1) 3 = 43.
    assertThatThrownBy(() -> network.loadParameters(new float[42]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot load a network: found 42 numbers, expected 43");
    assertThatThrownBy(() -> network.load(new Replica(new float[43], new float[44])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot load a network: found 44 numbers, expected 43");
  }

  @Test
  void aNetworkWithoutInputsIsRefused() {
    assertThatThrownBy(() -> Specs.mlp(0, List.of(), CLASSES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found 0 features; expected at least 1");
  }

  @Test
  void forwardInBatchesEqualsOneBatch() {
    Network network = Network.create(Specs.mlp(INPUTS, List.of(5), CLASSES));
    network.loadParameters(Specs.floats(1, network.parameterCount(), 1));
    // 512 + 512 + 6 rows.
    float[] features = Specs.floats(2, 1030 * INPUTS, 2);
    Forward.Outputs all = Forward.all(network, Features.of(features, 1030));
    INDArray batch = network.matrix(1030, INPUTS);
    Matrices.write(features, 0, features.length, batch);
    Activations whole = network.forward(batch);
    assertThat(all.width()).isEqualTo(5);
    assertThat(all.logits_NC())
        .containsExactly(Matrices.floatRows(whole.logits_BC()), within(1e-5f));
    assertThat(all.features_NH())
        .containsExactly(Matrices.floatRows(whole.features_BH()), within(1e-5f));
    assertThat(Forward.logits(network, Features.of(features, 1030))).isEqualTo(all.logits_NC());
    assertThat(Forward.logits(network, Features.of(new float[0], 0))).isEmpty();
  }

  private static double step(Network network, long seed) {
    INDArray features = network.matrix(4, INPUTS);
    Matrices.write(Specs.floats(seed, 4 * INPUTS, 1), 0, 4 * INPUTS, features);
    INDArray targets = network.matrix(4, 2);
    Matrices.write(new float[] {0, 1, 1, 1, 2, 1, 0, 1}, 0, 8, targets);
    return network.step(new Network.Batch(features, targets), 0.1);
  }
}

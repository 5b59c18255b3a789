package org.almkd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.almkd.loss.TargetLayout;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;

class TorchSgdTest {
  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
  }

  @Test
  void takesThreeStepsAsPyTorchDoesWhileTheRateChanges() {
    // buffer = .5 buffer + g, step = rate (g + .5 buffer):
    // g 1, rate .1: buffer 1, step .1 (1 + .5) = .15
    // g 2, rate .1: buffer 2.5, step .1 (2 + 1.25) = .325
    // g -1, rate .01: buffer .25, step .01 (-1 + .125) = -.00875
    TorchSgd sgd = new TorchSgd(0, 0.5);
    INDArray buffer = Nd4j.create(DataType.DOUBLE, 1, 2);
    GradientUpdater<?> updater = sgd.instantiate(buffer, true);
    double[] gradients = {1, 2, -1};
    double[] rates = {0.1, 0.1, 0.01};
    double[] buffers = {1, 2.5, 0.25};
    double[] steps = {0.15, 0.325, -0.00875};
    for (int i = 0; i < 3; i++) {
      sgd.setLrAndSchedule(rates[i], null);
      INDArray gradient = Nd4j.createFromArray(new double[][] {{gradients[i], -gradients[i]}});
      updater.applyUpdater(gradient, i, 0);
      assertThat(Matrices.rows(gradient))
          .as("step %d", i)
          .containsExactly(new double[] {steps[i], -steps[i]}, within(1e-15));
      assertThat(Matrices.rows(buffer))
          .as("buffer after step %d", i)
          .containsExactly(new double[] {buffers[i], -buffers[i]}, within(1e-15));
    }
  }

  @Test
  void weightDecayActsOnWeightsAndBiases() {
    // No loss has a weight, so that g = .1 w alone; momentum .5; every parameter starts at 1.
    // rate .1: g .1, buffer .1, step .1 (.1 + .05) = .015, w .985
    // rate .2: g .0985, buffer .1485, step .2 (.0985 + .07425) = .03455, w .95045
    // rate .05: g .095045, buffer .169295, step .05 (.095045 + .0846475) = .008984625
    Network network =
        Network.create(Specs.mlp(2, List.of(3), new TargetLayout(2, 0), 0.5, 0.1, DataType.DOUBLE));
    network.parameters().assign(1);
    INDArray features = Nd4j.createFromArray(new double[][] {{1, -2}});
    INDArray targets = Nd4j.createFromArray(new double[][] {{0, 0}});
    double[] rates = {0.1, 0.2, 0.05};
    double[] expected = {0.985, 0.95045, 0.941465375};
    for (int i = 0; i < 3; i++) {
      network.step(new Network.Batch(features, targets), rates[i]);
      for (double parameter : Matrices.rows(network.parameters())) {
        assertThat(parameter).as("step %d", i).isEqualTo(expected[i], within(1e-14));
      }
    }
  }

  @Test
  void fiftyStepsOfANetworkAgreeWithPlainLoops() {
    NetworkSpec spec =
        Specs.mlp(4, List.of(6, 5), new TargetLayout(3, 1), 0.9, 5e-3, DataType.DOUBLE);
    Network network = Network.create(spec);
    double[] start = Specs.random(1, network.parameterCount(), 0.6);
    Matrices.write(start, network.parameters());
    PlainMlp plain = new PlainMlp(Specs.sizes(spec), start.clone());
    double[] buffer = new double[start.length];
    for (int step = 0; step < 50; step++) {
      double rate = 0.05 * (1 + Math.cos(Math.PI * step / 50)) / 2;
      // More batch sizes than a network keeps arrays for.
      int rows = 2 + step % 6;
      double[] features = Specs.random(100 + step, rows * 4, 1);
      double[] targets = targets(200 + step, spec.layout(), rows);
      Network.Batch batch = network.batch(rows);
      Matrices.write(features, batch.features_BD());
      Matrices.write(targets, batch.targets_BL());
      network.step(batch, rate);
      plainStep(plain, buffer, features, targets, spec, rate);
    }
    assertThat(Matrices.rows(network.parameters())).containsExactly(plain.flat(), within(1e-12));
    assertThat(Matrices.rows(network.optimizerState())).containsExactly(buffer, within(1e-12));
    assertThat(plain.flat()[0]).isNotCloseTo(start[0], within(1e-3));
  }

  @Test
  void dl4jsOwnLoopTakesTheSameSteps() {
    NetworkSpec spec =
        Specs.mlp(4, List.of(6, 5), new TargetLayout(3, 1), 0.9, 5e-3, DataType.DOUBLE);
    double rate = 0.05;
    Network network = Network.create(spec);
    Matrices.write(Specs.random(1, network.parameterCount(), 0.6), network.parameters());
    ComputationGraph graph = new ComputationGraph(Graphs.forTraining(spec));
    graph.init(network.parameters(), true);
    for (Layer layer : graph.getLayers()) {
      ((BaseLayer) layer.conf().getLayer()).getIUpdater().setLrAndSchedule(rate, null);
    }
    for (int step = 0; step < 5; step++) {
      INDArray features = matrix(Specs.random(100 + step, 7 * 4, 1), 7);
      INDArray targets = matrix(targets(200 + step, spec.layout(), 7), 7);
      network.step(new Network.Batch(features, targets), rate);
      graph.fit(new INDArray[] {features}, new INDArray[] {targets});
    }
    assertThat(Matrices.rows(graph.params()))
        .containsExactly(Matrices.rows(network.parameters()), within(1e-14));
    assertThat(Matrices.rows(graph.getUpdater().getStateViewArray()))
        .containsExactly(Matrices.rows(network.optimizerState()), within(1e-14));
  }

  private static void plainStep(
      PlainMlp plain,
      double[] buffer,
      double[] features,
      double[] targets,
      NetworkSpec spec,
      double rate) {
    double[] gradient = new double[buffer.length];
    int width = spec.layout().width();
    int rows = targets.length / width;
    for (int i = 0; i < rows; i++) {
      double[] x = Specs.row(features, i, spec.inputs());
      double[] slopes = slopes(plain.logits(x), Specs.row(targets, i, width), spec);
      plain.addGradient(x, slopes, gradient);
    }
    for (int p = 0; p < gradient.length; p++) {
      double g = gradient[p] / rows + spec.weightDecay() * plain.flat()[p];
      buffer[p] = spec.momentum() * buffer[p] + g;
      plain.flat()[p] -= rate * (g + spec.momentum() * buffer[p]);
    }
  }

  /** w_0 dS + w_1 dK of a row [label, w_0, w_1, teacher logits]. */
  private static double[] slopes(double[] logits, double[] target, NetworkSpec spec) {
    double tau = spec.temperature();
    double[] teacher = PlainMlp.softmax(java.util.Arrays.copyOfRange(target, 3, 6), tau);
    double[] hard = PlainMlp.softmax(logits, 1);
    double[] soft = PlainMlp.softmax(logits, tau);
    double[] slopes = new double[logits.length];
    for (int c = 0; c < slopes.length; c++) {
      slopes[c] =
          target[1] * (hard[c] - (c == target[0] ? 1 : 0))
              + target[2] * tau * (soft[c] - teacher[c]);
    }
    return slopes;
  }

  private static double[] targets(long seed, TargetLayout layout, int rows) {
    double[] targets = Specs.random(seed, rows * layout.width(), 4);
    for (int i = 0; i < rows; i++) {
      int row = i * layout.width();
      double lambda = Math.abs(targets[row + 1]) / 4;
      targets[row] = i % layout.classes();
      targets[row + 1] = 1 - lambda;
      targets[row + 2] = lambda;
    }
    return targets;
  }

  private static INDArray matrix(double[] values, int rows) {
    INDArray matrix = Nd4j.create(DataType.DOUBLE, new long[] {rows, values.length / rows}, 'c');
    Matrices.write(values, matrix);
    return matrix;
  }
}

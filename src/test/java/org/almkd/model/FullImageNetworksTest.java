package org.almkd.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.almkd.config.Architecture;
import org.almkd.config.Initialisation;
import org.almkd.loss.TargetLayout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** One step of one picture of every network of the paper at its own size. */
@Tag("slow")
class FullImageNetworksTest {
  static Stream<Arguments> networks() {
    Stream<Architecture> small =
        Stream.of(
            new Architecture.WideResNet(16, 1),
            new Architecture.WideResNet(16, 3),
            new Architecture.WideResNet(16, 4),
            new Architecture.WideResNet(16, 6),
            new Architecture.WideResNet(16, 8),
            new Architecture.ResNet(8),
            new Architecture.ResNet(14),
            new Architecture.ResNet(20),
            new Architecture.ResNet(26),
            new Architecture.ResNet(32),
            new Architecture.ResNet(56),
            new Architecture.ResNet(110),
            new Architecture.DenseNet(40, 12));
    Stream<Architecture> large =
        Stream.of(
            new Architecture.WideResNet(16, 1),
            new Architecture.WideResNet(16, 3),
            new Architecture.WideResNet(16, 4),
            new Architecture.WideResNet(16, 6),
            new Architecture.WideResNet(16, 8));
    return Stream.concat(
        small.map(architecture -> Arguments.of(architecture, 32)),
        large.map(architecture -> Arguments.of(architecture, 224)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void oneStepOfOnePictureMovesEveryLayer(Architecture architecture, int side) {
    NativeRuntime.prepare(1);
    NetworkSpec spec = ImageSpecs.of(architecture, side, 100, DataType.FLOAT);
    Network network = Network.create(spec);
    float[] before = InitialParameters.draw(spec, Initialisation.HE, 5);
    network.loadParameters(before);
    Network.Batch batch = network.batch(1);
    Matrices.write(Specs.floats(3, spec.inputs(), 1.7), 0, spec.inputs(), batch.features_BD());
    TargetLayout layout = spec.layout();
    float[] target = new float[layout.width()];
    target[0] = 17;
    target[layout.weights()] = 1;
    Matrices.write(target, 0, target.length, batch.targets_BL());

    assertThat(network.step(batch, 0.01)).isFinite().isPositive();

    float[] after = Matrices.floatRows(network.parameters());
    int moved = 0;
    for (int i = 0; i < after.length; i++) {
      assertThat(after[i]).isFinite();
      moved += after[i] == before[i] ? 0 : 1;
    }
    // Half of the channels may be off after a ReLU, for one picture.
    assertThat(moved).isGreaterThan(after.length / 3);
    assertThat(Matrices.floatRows(network.logits(batch.features_BD())))
        .hasSize(100)
        .doesNotContain(Float.NaN);
  }
}

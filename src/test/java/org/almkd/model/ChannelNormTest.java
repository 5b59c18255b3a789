package org.almkd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ChannelNormTest {
  private static final double EPSILON = 1e-5;
  private static final int ROWS = 8;
  private static final int SIDE = 6;

  /** Of a channel: mean and deviation; their quotient is what rounding suffers from. */
  private static final double[][] CHANNELS = {
    {0, 1}, {1000, 1}, {-300, 0.5}, {20, 1}, {3, 1}, {7, 0}, {0, 0}
  };

  @BeforeAll
  static void prepare() {
    NativeRuntime.prepare(1);
  }

  private static INDArray ones() {
    return ChannelAffine.vector(CHANNELS.length).assign(1);
  }

  private static INDArray zeros() {
    return ChannelAffine.vector(CHANNELS.length).assign(0);
  }

  private static float[] numbers() {
    Random random = new Random(3);
    int plane = SIDE * SIDE;
    float[] x = new float[ROWS * CHANNELS.length * plane];
    for (int i = 0; i < x.length; i++) {
      double[] channel = CHANNELS[i / plane % CHANNELS.length];
      x[i] = (float) (channel[0] + channel[1] * random.nextGaussian());
    }
    return x;
  }

  /** Numbers of a channel. */
  private static double[] of(float[] all, int channel) {
    int plane = SIDE * SIDE;
    return IntStream.range(0, all.length)
        .filter(i -> i / plane % CHANNELS.length == channel)
        .mapToDouble(i -> all[i])
        .toArray();
  }

  @Test
  void channelsFarFromZeroAreNormalisedAsOthersAre() {
    float[] x = numbers();
    INDArray y = Nd4j.create(DataType.FLOAT, new long[] {ROWS, CHANNELS.length, SIDE, SIDE}, 'c');
    INDArray input = y.dup('c');
    Matrices.write(x, 0, x.length, input);

    new ChannelNorm(CHANNELS.length, EPSILON).forward(input, ones(), zeros(), y);

    float[] found = Matrices.floatRows(y);
    for (int c = 0; c < CHANNELS.length; c++) {
      double[] in = of(x, c);
      double[] out = of(found, c);
      double mean = IntStream.range(0, in.length).mapToDouble(i -> in[i]).sum() / in.length;
      double variance =
          IntStream.range(0, in.length).mapToDouble(i -> Math.pow(in[i] - mean, 2)).sum()
              / in.length;
      // What is left is that of the mean, as a single-precision number.
      double error = 1e-5 + Math.abs(mean) * 1.2e-7 / Math.sqrt(variance + EPSILON);
      for (int i = 0; i < in.length; i++) {
        assertThat(out[i])
            .as("channel %d", c)
            .isCloseTo((in[i] - mean) / Math.sqrt(variance + EPSILON), within(error));
      }
    }
  }
}

package org.almkd.model;

import org.almkd.config.Architecture;

/**
 * Densely connected network of the basic form, without bottlenecks and without compression: a 3x3
 * convolution to 16 channels, three blocks in which each layer (norm, ReLU, 3x3) adds its channels
 * to all before it, between them norm, ReLU, a 1x1 convolution of as many channels and means of 2 x
 * 2 pixels; at the end norm and ReLU.
 *
 * <p>G. Huang, Z. Liu, L. van der Maaten and K. Weinberger: Densely connected convolutional
 * networks. CVPR 2017, section 3.
 */
final class DenseNetTrunk {
  private static final int BLOCKS = 3;
  private static final int STEM = 16;

  private DenseNetTrunk() {}

  /** Adds the trunk and returns H. */
  static int add(ImageTrunk trunk, Architecture.DenseNet net) {
    int width = STEM;
    String at =
        trunk.convolution(
            "stem", new ImageTrunk.Convolution(trunk.channels(), width, 3, 1), Graphs.INPUT);
    for (int b = 1; b <= BLOCKS; b++) {
      for (int l = 1; l <= net.layersPerBlock(); l++) {
        at = layer(trunk, "block%d.layer%d".formatted(b, l), width, net.growth(), at);
        width += net.growth();
      }
      if (b < BLOCKS) {
        at = transition(trunk, "transition" + b, width, at);
      }
    }
    trunk.features(trunk.normalisedRelu("norm", width, at));
    return width;
  }

  private static String layer(ImageTrunk trunk, String name, int width, int growth, String from) {
    String added =
        trunk.convolution(
            name + ".conv",
            new ImageTrunk.Convolution(width, growth, 3, 1),
            trunk.normalisedRelu(name + ".norm", width, from));
    return trunk.joined(name, from, added);
  }

  private static String transition(ImageTrunk trunk, String name, int width, String from) {
    String mixed =
        trunk.convolution(
            name + ".conv",
            new ImageTrunk.Convolution(width, width, 1, 1),
            trunk.normalisedRelu(name + ".norm", width, from));
    return trunk.pooled(name, mixed);
  }
}

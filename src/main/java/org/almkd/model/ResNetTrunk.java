package org.almkd.model;

import org.almkd.config.Architecture;

/**
 * Residual network of the form made for CIFAR: a 3x3 convolution to 16 channels, norm, ReLU, three
 * groups of blocks of 16, 32 and 64 channels, the second and third at half the size of the one
 * before. A block is 3x3, norm, ReLU, 3x3, norm, added to its input, then ReLU; where the size is
 * halved, the shortcut takes every second pixel and fills the new channels with zeros (option A).
 *
 * <p>K. He, X. Zhang, S. Ren and J. Sun: Deep residual learning for image recognition. CVPR 2016,
 * section 4.2.
 */
final class ResNetTrunk {
  private ResNetTrunk() {}

  /** Adds the trunk and returns H. */
  static int add(ImageTrunk trunk, Architecture.ResNet net) {
    int width = ResidualGroups.STEM;
    String start = trunk.normalisedRelu("norm", width, ResidualGroups.stem(trunk));
    trunk.features(
        ResidualGroups.add(
            width,
            net.blocksPerGroup(),
            (name, first, from) -> block(trunk, name, first, from),
            start));
    return ResidualGroups.lastWidth(width);
  }

  private static String block(
      ImageTrunk trunk, String name, ImageTrunk.Convolution first, String from) {
    int out = first.out();
    String middle = trunk.convolution(name + ".conv1", first, from);
    String second =
        trunk.convolution(
            name + ".conv2",
            new ImageTrunk.Convolution(out, out, 3, 1),
            trunk.normalisedRelu(name + ".norm1", out, middle));
    String end = trunk.normalised(name + ".norm2", out, second);
    String shortcut = first.in() == out ? from : trunk.halvedWithZeros(name + ".shortcut", from);
    return trunk.relu(name, trunk.sum(name + ".sum", end, shortcut));
  }
}

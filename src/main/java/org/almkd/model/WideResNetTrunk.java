package org.almkd.model;

import org.almkd.config.Architecture;

/**
 * Wide residual network: a 3x3 convolution to 16 channels, three groups of pre-activation blocks of
 * 16 k, 32 k and 64 k channels, the second and third at half the size of the one before, then
 * normalisation and ReLU. A block is norm, ReLU, 3x3, norm, ReLU, 3x3, added to its input; where
 * channels change, the shortcut is a 1x1 convolution of the block's first ReLU.
 *
 * <p>S. Zagoruyko and N. Komodakis: Wide residual networks. BMVC 2016.
 */
final class WideResNetTrunk {
  private WideResNetTrunk() {}

  /** Adds the trunk and returns H. */
  static int add(ImageTrunk trunk, Architecture.WideResNet net) {
    int width = ResidualGroups.STEM * net.widening();
    String end =
        ResidualGroups.add(
            width,
            net.blocksPerGroup(),
            (name, first, from) -> block(trunk, name, first, from),
            ResidualGroups.stem(trunk));
    int last = ResidualGroups.lastWidth(width);
    trunk.features(trunk.normalisedRelu("norm", last, end));
    return last;
  }

  private static String block(
      ImageTrunk trunk, String name, ImageTrunk.Convolution first, String from) {
    int out = first.out();
    String active = trunk.normalisedRelu(name + ".norm1", first.in(), from);
    String middle = trunk.convolution(name + ".conv1", first, active);
    String end =
        trunk.convolution(
            name + ".conv2",
            new ImageTrunk.Convolution(out, out, 3, 1),
            trunk.normalisedRelu(name + ".norm2", out, middle));
    String shortcut =
        first.in() == out
            ? from
            : trunk.convolution(
                name + ".shortcut",
                new ImageTrunk.Convolution(first.in(), out, 1, first.stride()),
                active);
    return trunk.sum(name, end, shortcut);
  }
}

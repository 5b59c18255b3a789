package org.almkd.model;

/**
 * The frame of both residual families: three groups of blocks, the second and third at half the
 * size and twice the width of the one before.
 */
final class ResidualGroups {
  /** Channels of the first convolution. */
  static final int STEM = 16;

  private static final int GROUPS = 3;

  private ResidualGroups() {}

  /** Adds a block to a trunk and returns its end. */
  interface Block {
    /**
     * Adds a block.
     *
     * @param name what its vertices begin with
     * @param first its first convolution, which changes width and size where the block does
     * @param from where it starts
     */
    String add(String name, ImageTrunk.Convolution first, String from);
  }

  /** Adds the first convolution and returns its end. */
  static String stem(ImageTrunk trunk) {
    return trunk.convolution(
        "stem", new ImageTrunk.Convolution(trunk.channels(), STEM, 3, 1), Graphs.INPUT);
  }

  /**
   * Adds all groups and returns their end.
   *
   * @param width channels of the first group
   * @param blocks blocks of a group
   * @param block makes a block
   * @param from where the first starts, {@link #STEM} channels wide
   */
  static String add(int width, int blocks, Block block, String from) {
    String at = from;
    int in = STEM;
    for (int g = 0; g < GROUPS; g++) {
      int out = width << g;
      for (int b = 0; b < blocks; b++) {
        int stride = g > 0 && b == 0 ? 2 : 1;
        at =
            block.add(
                "group%d.block%d".formatted(g + 1, b + 1),
                new ImageTrunk.Convolution(in, out, 3, stride),
                at);
        in = out;
      }
    }
    return at;
  }

  /** Returns the channels of the last group. */
  static int lastWidth(int width) {
    return width << (GROUPS - 1);
  }
}

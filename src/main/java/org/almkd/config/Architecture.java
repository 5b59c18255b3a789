package org.almkd.config;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/** Family and sizes of a network ({@code architecture}); each family is a record of its own. */
public sealed interface Architecture extends Serializable {

  /** Short name that tells one architecture from any other, such as "mlp-512-256". */
  String describe();

  /** Whether it convolves images; others take a row as a list of numbers. */
  boolean takesImages();

  /**
   * The depths that a family has: {@code first}, {@code first + step}, ...
   *
   * @param first the least
   * @param step from one to the next
   */
  record Depths(int first, int step) {
    /** Whether a family has this depth. */
    public boolean contains(int depth) {
      return depth >= first && (depth - first) % step == 0;
    }

    /** The depth that is nearest to a number. */
    int nearest(int depth) {
      return first + step * Math.max(0, Math.round((float) (depth - first) / step));
    }

    String describe() {
      return "%d, %d, %d, ...".formatted(first, first + step, first + 2 * step);
    }

    int require(int depth, String family) {
      if (!contains(depth)) {
        throw new IllegalArgumentException(
            "no %s has %d layers; expected %s".formatted(family, depth, describe()));
      }
      return depth;
    }
  }

  /**
   * Fully connected layers with ReLU between them.
   *
   * @param hidden units of each hidden layer, at least 1 each; empty is softmax regression
   */
  record Mlp(List<Integer> hidden) implements Architecture {
    /** Copies the list. */
    public Mlp {
      hidden = List.copyOf(hidden);
    }

    @Override
    public String describe() {
      if (hidden.isEmpty()) {
        return "mlp-linear";
      }
      return hidden.stream().map(String::valueOf).collect(Collectors.joining("-", "mlp-", ""));
    }

    @Override
    public boolean takesImages() {
      return false;
    }
  }

  /**
   * Wide residual network WRN-d-k with pre-activation blocks of two 3x3 convolutions (Zagoruyko and
   * Komodakis, 2016).
   *
   * @param depth d: 6 n + 4 for n blocks in each of three groups
   * @param widening k, at least 1: channels of the groups are 16 k, 32 k and 64 k
   */
  record WideResNet(int depth, int widening) implements Architecture {
    static final Depths DEPTHS = new Depths(10, 6);

    /** Checks depth and widening. */
    public WideResNet {
      DEPTHS.require(depth, "wide-resnet");
      requirePositive(widening, "widening");
    }

    /** Returns n, blocks of a group. */
    public int blocksPerGroup() {
      return (depth - 4) / 6;
    }

    @Override
    public String describe() {
      return "wide-resnet-%d-%d".formatted(depth, widening);
    }

    @Override
    public boolean takesImages() {
      return true;
    }
  }

  /**
   * Residual network of the form made for CIFAR, with shortcuts without parameters (He et al.,
   * 2016, section 4.2, option A).
   *
   * @param depth 6 n + 2 for n blocks in each of three groups of 16, 32 and 64 channels
   */
  record ResNet(int depth) implements Architecture {
    static final Depths DEPTHS = new Depths(8, 6);

    /** Checks the depth. */
    public ResNet {
      DEPTHS.require(depth, "resnet");
    }

    /** Returns n, blocks of a group. */
    public int blocksPerGroup() {
      return (depth - 2) / 6;
    }

    @Override
    public String describe() {
      return "resnet-" + depth;
    }

    @Override
    public boolean takesImages() {
      return true;
    }
  }

  /**
   * Densely connected network without bottlenecks and without compression (Huang et al., 2017).
   *
   * @param depth 3 n + 4 for n layers in each of three blocks
   * @param growth channels that each layer adds, at least 1
   */
  record DenseNet(int depth, int growth) implements Architecture {
    static final Depths DEPTHS = new Depths(7, 3);

    /** Checks depth and growth. */
    public DenseNet {
      DEPTHS.require(depth, "densenet");
      requirePositive(growth, "growth");
    }

    /** Returns n, layers of a block. */
    public int layersPerBlock() {
      return (depth - 4) / 3;
    }

    @Override
    public String describe() {
      return "densenet-%d-%d".formatted(depth, growth);
    }

    @Override
    public boolean takesImages() {
      return true;
    }
  }

  private static void requirePositive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "found %s = %d; expected at least 1".formatted(name, value));
    }
  }
}

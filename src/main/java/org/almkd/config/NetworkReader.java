package org.almkd.config;

import java.util.List;

/**
 * Reads {@code architecture} and {@code initialisation} of a student or a teacher, no wider than
 * {@code limits.widening} allows.
 */
final class NetworkReader {
  private enum Family {
    MLP,
    WIDE_RESNET,
    RESNET,
    DENSENET
  }

  private static final int MOST_UNITS = 1_000_000;

  private final int widest;

  private NetworkReader(int widest) {
    this.widest = widest;
  }

  /** A reader that obeys the limits of a whole configuration. */
  static NetworkReader limited(ConfigNode root) {
    int limit = root.whole("limits.widening", 0);
    return new NetworkReader(limit == 0 ? Integer.MAX_VALUE : limit);
  }

  /** Weights between two layers are an array, whose numbers have 31 bits. */
  private static void requireFinite(ConfigNode node, List<Integer> hidden) {
    long before = 1;
    for (int units : hidden) {
      if (units > MOST_UNITS || before * units > Integer.MAX_VALUE) {
        node.reject(
            "hidden",
            node.value("hidden"),
            "at most %d units a layer, and at most 2^31 - 1 weights between two layers"
                .formatted(MOST_UNITS));
        return;
      }
      before = units;
    }
  }

  Architecture architecture(ConfigNode network) {
    ConfigNode node = network.child("architecture");
    Family family = node.choice("kind", Family.class);
    List<Integer> hidden = of(node, family == Family.MLP).wholes("hidden", 1);
    requireFinite(node, hidden);
    int widening = Math.min(widest, positive(of(node, family == Family.WIDE_RESNET), "widening"));
    int growth = positive(of(node, family == Family.DENSENET), "growth");
    ConfigNode deep = of(node, family != Family.MLP);
    int depth = deep.whole("depth", 1);
    return switch (family) {
      case MLP -> new Architecture.Mlp(hidden);
      case WIDE_RESNET ->
          new Architecture.WideResNet(
              checked(deep, depth, Architecture.WideResNet.DEPTHS), widening);
      case RESNET -> new Architecture.ResNet(checked(deep, depth, Architecture.ResNet.DEPTHS));
      case DENSENET ->
          new Architecture.DenseNet(checked(deep, depth, Architecture.DenseNet.DEPTHS), growth);
    };
  }

  /** Of what another family takes only types are checked. */
  private static ConfigNode of(ConfigNode node, boolean isTaken) {
    return isTaken ? node : node.typesOnly();
  }

  /** A depth that the family has; where another was written, that is a problem. */
  private static int checked(ConfigNode node, int depth, Architecture.Depths depths) {
    if (depths.contains(depth)) {
      return depth;
    }
    if (node.areSound("depth", "kind")) {
      node.problem(
          "%s = %d; expected %s for kind = %s; the nearest is %d"
              .formatted(
                  node.name("depth"),
                  depth,
                  depths.describe(),
                  node.value("kind").unwrapped(),
                  depths.nearest(depth)),
          "depth",
          "kind");
    }
    return depths.nearest(depth);
  }

  /** A number out of range has been told of; reading goes on with one that a record takes. */
  private static int positive(ConfigNode node, String key) {
    return Math.max(1, node.whole(key, 1));
  }

  static Initialisation initialisation(ConfigNode network) {
    return network.choice("initialisation", Initialisation.class);
  }

  StudentConfig student(ConfigNode student) {
    return new StudentConfig(architecture(student), initialisation(student));
  }
}

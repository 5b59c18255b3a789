package org.almkd.config;

/** Reads {@code architecture} and {@code initialisation} of a student or a teacher. */
final class NetworkReader {
  private enum Family {
    MLP,
    WIDE_RESNET,
    RESNET,
    DENSENET
  }

  private NetworkReader() {}

  static Architecture architecture(ConfigNode network) {
    ConfigNode node = network.child("architecture");
    return switch (node.choice("kind", Family.class)) {
      case MLP -> new Architecture.Mlp(node.wholes("hidden", 1));
      case WIDE_RESNET ->
          new Architecture.WideResNet(
              depth(node, Architecture.WideResNet.DEPTHS), positive(node, "widening"));
      case RESNET -> new Architecture.ResNet(depth(node, Architecture.ResNet.DEPTHS));
      case DENSENET ->
          new Architecture.DenseNet(
              depth(node, Architecture.DenseNet.DEPTHS), positive(node, "growth"));
    };
  }

  /** A depth that the family has; where another was written, that is a problem. */
  private static int depth(ConfigNode node, Architecture.Depths depths) {
    int depth = node.whole("depth", 1);
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

  static StudentConfig student(ConfigNode student) {
    return new StudentConfig(architecture(student), initialisation(student));
  }
}

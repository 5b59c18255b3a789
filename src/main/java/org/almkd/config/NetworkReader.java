package org.almkd.config;

/** Reads {@code architecture} and {@code initialisation} of a student or a teacher. */
final class NetworkReader {
  private enum Family {
    MLP
  }

  private NetworkReader() {}

  static Architecture architecture(ConfigNode network) {
    ConfigNode node = network.child("architecture");
    return switch (node.choice("kind", Family.class)) {
      case MLP -> new Architecture.Mlp(node.wholes("hidden", 1));
    };
  }

  static Initialisation initialisation(ConfigNode network) {
    return network.choice("initialisation", Initialisation.class);
  }

  static StudentConfig student(ConfigNode student) {
    return new StudentConfig(architecture(student), initialisation(student));
  }
}

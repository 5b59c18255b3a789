package org.almkd.config;

import java.io.Serializable;
import java.util.List;

/** Architecture. */
public sealed interface Architecture extends Serializable {
  /** Describes. */
  String describe();

  /** MLP. */
  record Mlp(List<Integer> hidden) implements Architecture {
    @Override
    public String describe() {
      return "mlp";
    }
  }
}

package org.almkd.config;

import java.util.List;
import java.util.stream.Collectors;

/** Family and sizes of a network ({@code architecture}); each family is a record of its own. */
public sealed interface Architecture {

  /** Short name that tells one architecture from any other, such as "mlp-512-256". */
  String describe();

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
  }
}

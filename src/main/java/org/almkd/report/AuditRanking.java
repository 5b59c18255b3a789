package org.almkd.report;

import java.util.Optional;
import java.util.stream.Stream;
import org.almkd.evaluate.FlipCounts;

/**
 * One ranking of the training rows, the least believed label first.
 *
 * @param kind by what
 * @param counts how well it finds flipped labels, where they are known
 */
public record AuditRanking(Kind kind, FlipCounts counts) {
  /** By what rows are ranked. */
  public enum Kind {
    /** The share of the label in the learned weights. */
    LAMBDA(
        "lambda",
        "label share w_0 / (w_0 + w_1 + .. + w_K) of the learned weights, ascending; with one teacher and alm-kd 1 - lambda; with doubt 1 - q, which orders rows alike"),
    /** The teachers' probability of the given label. */
    TEACHER(
        "teacher",
        "mean over teachers of the probability (temperature 1) of the given label, ascending"),
    /** Both. */
    COMBINED("combined", "mean of the ranks by lambda and by teacher, ascending");

    private final String key;
    private final String meaning;

    Kind(String key, String meaning) {
      this.key = key;
      this.meaning = meaning;
    }

    /** Returns the ranking of a name. */
    public static Optional<Kind> named(String key) {
      return Stream.of(values()).filter(kind -> kind.key.equals(key)).findFirst();
    }

    /** Returns its name in audit.json. */
    public String key() {
      return key;
    }

    /** Returns its formula. */
    public String meaning() {
      return meaning;
    }
  }
}

package org.almkd.method;

import java.util.List;
import java.util.Optional;
import org.almkd.mixing.LabelVerdict;
import org.almkd.mixing.SparkDoubt;

/**
 * What a lesson of the method doubt came to.
 *
 * @param found doubts and estimates; absent where they are unknown, so that the lesson is that of
 *     alm-kd
 * @param reason why they are unknown, or why teachers were, or were not, trained once more
 * @param refitted the teachers trained once more on the labels that are believed
 */
public record Doubted(Optional<SparkDoubt.Result> found, String reason, List<Teacher> refitted) {
  /** Copies the list. */
  public Doubted {
    refitted = List.copyOf(refitted);
  }

  /** Returns what the labels look like. */
  public LabelVerdict verdict() {
    return found
        .map(f -> LabelVerdict.of(f.estimates().noise().flipRate(), false))
        .orElse(LabelVerdict.UNKNOWN);
  }
}

package org.almkd.sweep;

/**
 * A variant against a reference in one block.
 *
 * @param block where
 * @param variant who
 * @param reference against whom
 * @param difference what the variant has more than the reference, of the measure that is ranked by
 * @param holm p of the paired t-test, corrected by Holm for all comparisons with this reference
 *     over all variants and blocks
 * @param areSame whether both have the same parameters with every seed, so that nothing is tested
 */
record Comparison(
    Block block,
    String variant,
    String reference,
    PairedDifference difference,
    double holm,
    boolean areSame) {

  /** Returns who is ahead; what is the same to the bit is not asked. */
  PairedDifference.Outcome outcome() {
    return areSame ? PairedDifference.Outcome.SAME : difference.outcome();
  }
}

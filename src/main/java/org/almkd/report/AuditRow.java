package org.almkd.report;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;

/**
 * What an audit says of one training row.
 *
 * @param place place in the ranking by which the audit is ordered, from 1; ties are in the order of
 *     ids
 * @param id id of the row
 * @param given class that networks were trained on
 * @param clean true class; -1 where it is unknown
 * @param teacherClass class that most teachers find most probable
 * @param labelShare share of the label in the weights of the row's loss, 0 to 1
 * @param doubt probability that the given label is wrong; NaN where the method does not estimate it
 * @param teacherProbability mean over teachers of the probability of the given class
 * @param lambdaRank rank by label share, 1 for the least; equal shares have their mean rank
 * @param teacherRank rank by the teachers' probability, likewise
 * @param combinedRank rank by the mean of these two ranks, likewise
 * @param source all columns of the source
 */
public record AuditRow(
    long place,
    long id,
    int given,
    int clean,
    int teacherClass,
    double labelShare,
    double doubt,
    double teacherProbability,
    double lambdaRank,
    double teacherRank,
    double combinedRank,
    List<String> source)
    implements Serializable {

  /** Returns the true class. */
  OptionalInt cleanClass() {
    return clean < 0 ? OptionalInt.empty() : OptionalInt.of(clean);
  }

  /** Returns whether the label is known to be flipped. */
  public boolean isFlipped() {
    return clean >= 0 && clean != given;
  }
}

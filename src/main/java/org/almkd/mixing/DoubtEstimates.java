package org.almkd.mixing;

/**
 * What the teachers' disagreement with the given labels says about the training rows as a whole.
 *
 * @param calibration temperature and floor under which the given labels are most likely
 * @param noise estimated share of wrong labels, and which class is given in place of which
 * @param meanDoubt mean of q over all rows, in [0, 1]
 * @param before reliability of the teachers' mean probabilities as they are, on given labels
 * @param after the same of calibrated probabilities
 */
public record DoubtEstimates(
    Calibration calibration,
    NoiseModel noise,
    double meanDoubt,
    Reliability before,
    Reliability after) {}

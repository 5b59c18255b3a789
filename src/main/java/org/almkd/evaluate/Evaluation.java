package org.almkd.evaluate;

/**
 * How good some predictions are.
 *
 * @param rows rows evaluated, above 0
 * @param accuracy share of rows whose most probable class is the label, in [0, 1]; the lowest class
 *     wins ties
 * @param topFive share of rows whose label is among the five most probable classes, in [0, 1]
 * @param negativeLogLikelihood mean of -log p(label), in nats, at least 0
 * @param calibrationError expected calibration error: mean over rows of |accuracy - confidence| of the
 *     row's equal-width confidence bin, in [0, 1] (Guo et al., On Calibration of Modern Neural
 *     Networks, 2017)
 */
public record Evaluation(
    long rows,
    double accuracy,
    double topFive,
    double negativeLogLikelihood,
    double calibrationError)
    implements java.io.Serializable {}

package org.almkd.config;

/**
 * Temperature and weights of the losses ({@code mixing}).
 *
 * @param temperature tau of eq 2, which softens teacher and student alike; above 0
 * @param fixedLambda lambda of eq 3 for {@link Method#FIXED}; in [0, 1]
 * @param adaptive how lambdas are learnt for {@link Method#ALM_KD} and {@link Method#AMAL}
 * @param doubt how labels are doubted for {@link Method#DOUBT}
 */
public record MixingConfig(
    double temperature, double fixedLambda, AdaptiveConfig adaptive, DoubtConfig doubt) {}

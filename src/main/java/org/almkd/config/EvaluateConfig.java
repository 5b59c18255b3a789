package org.almkd.config;

/**
 * When and how networks are measured ({@code evaluate}).
 *
 * @param everyEpochs epochs between evaluations; at least 1. The last epoch is always evaluated
 * @param calibrationBins equal-width bins of the expected calibration error; at least 1
 */
public record EvaluateConfig(int everyEpochs, int calibrationBins) {}

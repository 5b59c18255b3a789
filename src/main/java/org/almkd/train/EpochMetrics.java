package org.almkd.train;

import java.io.Serializable;
import java.util.Map;
import org.almkd.data.Split;
import org.almkd.evaluate.Evaluation;

/**
 * What is known of a network after some epochs.
 *
 * @param epochs epochs trained, from 1
 * @param learningRate eta of the last of them
 * @param trainLoss mean mixed loss of the last epoch's rows, each measured before its step
 * @param evaluations by split; empty where the epoch was not evaluated
 */
public record EpochMetrics(
    int epochs, double learningRate, double trainLoss, Map<Split, Evaluation> evaluations)
    implements Serializable {}

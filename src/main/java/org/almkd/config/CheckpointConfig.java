package org.almkd.config;

import java.time.Duration;

/**
 * When the state of a training is kept ({@code run.checkpoint}).
 *
 * @param everyEpochs epochs after which it is kept; at least 1
 * @param pause least time between two; at least 0
 * @param every time after which it is kept at the end of the next round, though its epoch is not
 *     over; above 0
 * @param keep how many of a training stay; at least 1
 */
public record CheckpointConfig(int everyEpochs, Duration pause, Duration every, int keep) {}

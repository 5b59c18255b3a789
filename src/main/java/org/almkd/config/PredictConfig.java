package org.almkd.config;

/**
 * What the commands {@code predict} and {@code evaluate} read and write ({@code predict}).
 *
 * @param model folder of an exported network; empty where no such command runs
 * @param output folder that predictions are written to; empty where no such command runs
 */
public record PredictConfig(String model, String output) {}

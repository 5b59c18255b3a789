package org.almkd.config;

/**
 * Shares of rows where the source names no split ({@code data.split}). All in [0, 1), validation +
 * test below 1.
 *
 * @param validation share of the rows for validation; of an idx source, share of the training files
 * @param test share of the rows for test; not used of an idx source
 * @param selection share of the validation rows that the lambda pass never sees, kept for
 *     best-validation and early stop
 */
public record SplitShares(double validation, double test, double selection) {}

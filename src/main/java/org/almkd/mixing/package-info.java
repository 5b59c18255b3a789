/**
 * Who weighs the losses: rules, the lambda table, the closed-form meta-gradient and the pass that
 * applies it to every training row; and, where nothing is learned, the probability that a row's
 * label is wrong ({@link org.almkd.mixing.SparkDoubt}).
 *
 * <p>Shape suffixes: N rows of a chunk or shard, V rows of its validation batch, K teachers, R
 * lambda columns of a rule (K, K + 1 for {@code amal}, 1 for doubts), C classes, H last-layer
 * inputs, T temperatures of a calibration.
 */
package org.almkd.mixing;

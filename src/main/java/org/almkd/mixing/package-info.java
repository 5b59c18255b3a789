/**
 * Who weighs the losses: rules, the lambda table, the closed-form meta-gradient and the pass that
 * applies it to every training row.
 *
 * <p>Shape suffixes: N rows of a chunk or shard, V rows of its validation batch, K teachers, R
 * lambda columns of a rule (K, or K + 1 for {@code amal}), C classes, H last-layer inputs.
 */
package org.almkd.mixing;

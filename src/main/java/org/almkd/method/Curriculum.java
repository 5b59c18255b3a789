package org.almkd.method;

import org.almkd.mixing.LambdaTable;
import org.almkd.mixing.LossRule;

/**
 * What a lesson comes down to for the one trainer: whose logits the student sees, how the losses
 * are weighed, and the lambdas of the first epochs. A method is a way to make one.
 *
 * @param teachers whose logits, in order; the rows are packed with them
 * @param rule weights of the losses
 * @param initialLambdas one row a training row, in the order of their ids; empty for rules without
 *     lambdas
 */
public record Curriculum(Faculty teachers, LossRule rule, LambdaTable initialLambdas) {}

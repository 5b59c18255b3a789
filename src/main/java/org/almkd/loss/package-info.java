/**
 * The losses of the paper as pure functions on arrays: values and derivatives with respect to
 * logits.
 *
 * <p>Shape suffixes: B rows of a batch, N rows of a pass, K teachers, C classes, H last-layer
 * inputs, L columns of a packed target row, P parameters. Arrays are row-major; {@code logits_BC}
 * has B rows of C numbers.
 */
package org.almkd.loss;

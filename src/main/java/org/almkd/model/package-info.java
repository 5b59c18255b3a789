/**
 * Networks: how an architecture becomes a DL4J graph with vertices named {@code features} and
 * {@code logits}, how it is initialised, stepped, run and exported. DL4J types are wrapped here.
 *
 * <p>Shape suffixes: B rows of a batch, C classes, D inputs, H last-layer inputs, L columns of a
 * packed target row, P parameters.
 */
package org.almkd.model;

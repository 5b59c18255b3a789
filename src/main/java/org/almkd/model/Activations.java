package org.almkd.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a network makes of a batch, detached from any workspace.
 *
 * @param features_BH last-layer inputs
 * @param logits_BC pre-softmax outputs
 */
public record Activations(INDArray features_BH, INDArray logits_BC) {}

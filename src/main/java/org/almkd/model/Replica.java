package org.almkd.model;

import java.io.Serializable;

/**
 * The numbers of one network in training, as they travel between driver and workers: arrays, never
 * INDArrays.
 *
 * @param parameters P numbers in DL4J's order
 * @param optimizerState momentum buffer, P numbers
 */
public record Replica(float[] parameters, float[] optimizerState) implements Serializable {
  /** Returns a replica that has not taken a step: its momentum buffer is 0. */
  public static Replica fresh(float[] parameters) {
    return new Replica(parameters, new float[parameters.length]);
  }
}

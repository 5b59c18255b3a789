package org.almkd.model;

import org.almkd.loss.MixedLoss;
import org.almkd.loss.TargetLayout;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Lets a DL4J output layer minimise {@link MixedLoss}: the "labels" it is given are packed target
 * rows ({@link TargetLayout}), wider than the layer's outputs, and its activation is the identity,
 * so that pre-output = logits.
 *
 * <p>The kernel works in double whatever the network's type, so that float networks lose nothing in
 * the softmaxes.
 */
final class PackedMixedLoss implements ILossFunction {
  private static final long serialVersionUID = 1L;

  private final int classes;
  private final int teachers;
  private final double temperature;
  private transient double sum;

  /** The gradient array of each logits array, so that a step makes no array. */
  private transient RecentArrays<INDArray> gradients;

  /** For DL4J's JSON, which fills the fields. */
  PackedMixedLoss() {
    this(new MixedLoss(new TargetLayout(2, 0), 1));
  }

  PackedMixedLoss(MixedLoss loss) {
    this.classes = loss.layout().classes();
    this.teachers = loss.layout().teachers();
    this.temperature = loss.temperature();
  }

  /** Returns the sum of the losses of the rows that the last gradient was computed for. */
  double sum() {
    return sum;
  }

  @Override
  public INDArray computeGradient(
      INDArray targets, INDArray logits, IActivation identity, INDArray mask) {
    int rows = (int) logits.size(0);
    double[] gradient = new double[rows * classes];
    MixedLoss loss = new MixedLoss(new TargetLayout(classes, teachers), temperature);
    sum = loss.sumAndGradient(Matrices.rows(logits), Matrices.rows(targets), rows, gradient);
    if (gradients == null) {
      gradients = new RecentArrays<>(INDArray::ulike);
    }
    INDArray result = gradients.of(logits);
    Matrices.write(gradient, result);
    return result;
  }

  @Override
  public double computeScore(
      INDArray targets, INDArray logits, IActivation identity, INDArray mask, boolean average) {
    // DL4J asks for the score of every step right after its gradient; the kernel gives both at
    // once.
    return average ? sum / logits.size(0) : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray targets, INDArray logits, IActivation identity, INDArray mask) {
    throw new UnsupportedOperationException("per-row losses are computed by MixedLoss");
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray targets, INDArray logits, IActivation identity, INDArray mask, boolean average) {
    INDArray gradient = computeGradient(targets, logits, identity, mask);
    return Pair.of(computeScore(targets, logits, identity, mask, average), gradient);
  }

  @Override
  public String name() {
    return "PackedMixedLoss";
  }
}

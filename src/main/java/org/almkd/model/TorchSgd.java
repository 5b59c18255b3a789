package org.almkd.model;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * SGD with Nesterov momentum as PyTorch defines it, which the paper used: buffer = mu buffer + g;
 * step = learningRate (g + mu buffer).
 *
 * <p>DL4J's {@code Nesterovs} keeps learningRate inside the buffer, so that it differs as soon as
 * the rate changes. Weight decay is not part of it: DL4J's L2 regularisation adds wd w to g before
 * the updater sees it, which is PyTorch's order.
 */
public final class TorchSgd implements IUpdater {
  private static final long serialVersionUID = 1L;

  private double learningRate;
  private final double momentum;

  /** For DL4J's JSON, which fills the fields. */
  TorchSgd() {
    this(0, 0);
  }

  TorchSgd(double learningRate, double momentum) {
    this.learningRate = learningRate;
    this.momentum = momentum;
  }

  double momentum() {
    return momentum;
  }

  @Override
  public long stateSize(long parameters) {
    return parameters;
  }

  @Override
  @SuppressWarnings("rawtypes") // as the interface declares it
  public GradientUpdater instantiate(INDArray view, boolean initialize) {
    TorchSgdUpdater updater = new TorchSgdUpdater(this);
    INDArray flat = view.reshape(view.length());
    updater.setStateViewArray(flat, flat.shape(), flat.ordering(), initialize);
    return updater;
  }

  @Override
  @SuppressWarnings("rawtypes") // as the interface declares it
  public GradientUpdater instantiate(Map<String, INDArray> state, boolean initialize) {
    TorchSgdUpdater updater = new TorchSgdUpdater(this);
    updater.setState(state, initialize);
    return updater;
  }

  @Override
  @SuppressWarnings("MissingSuperCall") // the interface's clone is a copy, not Object's
  public TorchSgd clone() {
    return new TorchSgd(learningRate, momentum);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorchSgd sgd
        && sgd.learningRate == learningRate
        && sgd.momentum == momentum;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(learningRate) * 31 + Double.hashCode(momentum);
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return learningRate;
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double rate, ISchedule schedule) {
    this.learningRate = rate;
  }
}

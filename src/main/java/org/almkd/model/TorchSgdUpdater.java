package org.almkd.model;

import java.util.Map;
import org.nd4j.linalg.api.blas.Level1;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * The arithmetic of {@link TorchSgd} on one block of parameters; its state is the momentum buffer.
 */
final class TorchSgdUpdater implements GradientUpdater<TorchSgd> {
  private static final String BUFFER = "buffer";

  private final TorchSgd config;
  private INDArray buffer;

  TorchSgdUpdater(TorchSgd config) {
    this.config = config;
  }

  @Override
  public TorchSgd getConfig() {
    return config;
  }

  @Override
  public void setState(Map<String, INDArray> state, boolean initialize) {
    buffer = state.get(BUFFER);
  }

  @Override
  public Map<String, INDArray> getState() {
    return Map.of(BUFFER, buffer);
  }

  @Override
  public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
    if (initialize) {
      view.assign(0);
    }
    buffer = view.reshape(view.length());
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    toStep(gradient, buffer, config.momentum(), config.getLearningRate(iteration, epoch));
  }

  /**
   * Overwrites the gradient with the step that is to be subtracted from the parameters, and moves
   * the momentum buffer.
   */
  static void toStep(INDArray gradient, INDArray buffer, double momentum, double learningRate) {
    // Starting from a zero buffer is PyTorch's first step (buffer = g) without a special case.
    Level1 blas = Nd4j.getBlasWrapper().level1();
    long n = gradient.length();
    blas.scal(n, momentum, buffer);
    blas.axpy(n, 1, gradient, buffer);
    blas.axpy(n, momentum, buffer, gradient);
    blas.scal(n, learningRate, gradient);
  }
}

package org.almkd.model;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ReLU whose way back multiplies by a mask of ones and zeros: two passes at the speed of the
 * memory, where ND4J's derivative of ReLU calls a function for every number.
 */
final class MaskedRelu extends ActivationLayer {
  private static final long serialVersionUID = 1L;

  MaskedRelu() {
    super(Activation.RELU);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    Kernel layer = new Kernel(configuration, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setConf(configuration);
    return layer;
  }

  /** The layer at work. */
  private static final class Kernel extends org.deeplearning4j.nn.layers.ActivationLayer {
    private static final long serialVersionUID = 1L;

    Kernel(NeuralNetConfiguration configuration, DataType type) {
      super(configuration, type);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray gradient, LayerWorkspaceMgr workspaces) {
      INDArray result =
          workspaces.createUninitialized(
              ArrayType.ACTIVATION_GRAD, gradient.dataType(), gradient.shape());
      Nd4j.exec(new Step(input, result, 0));
      Nd4j.exec(new MulOp(result, gradient, result));
      return Pair.of(new DefaultGradient(), result);
    }
  }
}

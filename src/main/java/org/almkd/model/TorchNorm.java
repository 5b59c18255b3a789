package org.almkd.model;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation with PyTorch's conventions: running = .9 running + .1 batch, epsilon 1e-5,
 * and a running variance that is unbiased (divided by m - 1 for m numbers a channel), where DL4J's
 * is divided by m; the batch itself is normalised by the biased one, in both.
 *
 * <p>In single precision a training step runs {@link ChannelNorm}; DL4J's own way to the same
 * numbers takes several times as long. Elsewhere, and in evaluation mode, it is DL4J's layer.
 *
 * <p>S. Ioffe and C. Szegedy: Batch normalization. ICML 2015.
 */
final class TorchNorm extends BatchNormalization {
  /** 1 - PyTorch's momentum of .1. */
  static final double DECAY = 0.9;

  /** Added to the variance. */
  static final double EPSILON = 1e-5;

  private static final long serialVersionUID = 1L;

  /** For DL4J's JSON, which fills the fields. */
  TorchNorm() {}

  TorchNorm(int channels) {
    setUp(this, channels);
  }

  /** Gives DL4J's own normalisation, for export, the same form. */
  static BatchNormalization stock(int channels) {
    BatchNormalization norm = new BatchNormalization();
    setUp(norm, channels);
    return norm;
  }

  private static void setUp(BatchNormalization norm, int channels) {
    norm.setDecay(DECAY);
    norm.setEps(EPSILON);
    norm.setUseLogStd(false);
    norm.setNIn(channels);
    norm.setNOut(channels);
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    return PreparedOutput.set(
        new Kernel(configuration, type),
        configuration,
        listeners,
        index,
        parameters,
        initializer().init(configuration, parameters, initialize));
  }

  /** The layer at work. */
  private static final class Kernel
      extends org.deeplearning4j.nn.layers.normalization.BatchNormalization {
    private static final long serialVersionUID = 1L;

    private transient ChannelNorm norm;

    Kernel(NeuralNetConfiguration configuration, DataType type) {
      super(configuration, type);
    }

    @Override
    public INDArray preOutput(INDArray x, TrainingMode mode, LayerWorkspaceMgr workspaces) {
      if (mode != TrainingMode.TRAIN || dataType != DataType.FLOAT) {
        return super.preOutput(x, mode, workspaces);
      }
      if (norm == null) {
        norm = new ChannelNorm((int) layerConf().getNOut(), EPSILON);
      }
      INDArray output =
          workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, x.shape());
      norm.forward(
          x,
          params.get(BatchNormalizationParamInitializer.GAMMA),
          params.get(BatchNormalizationParamInitializer.BETA),
          output);
      return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray gradient, LayerWorkspaceMgr workspaces) {
      long numbers = input.length() / layerConf().getNOut();
      if (dataType != DataType.FLOAT) {
        Pair<Gradient, INDArray> result = super.backpropGradient(gradient, workspaces);
        unbias(numbers);
        return result;
      }
      INDArray result =
          workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape());
      INDArray scratch =
          workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, DataType.FLOAT, input.shape());
      norm.backward(
          new ChannelNorm.Backward(
              input, gradient, params.get(BatchNormalizationParamInitializer.GAMMA)),
          gradientViews.get(BatchNormalizationParamInitializer.GAMMA),
          gradientViews.get(BatchNormalizationParamInitializer.BETA),
          result,
          scratch);
      norm.changes(
          DECAY,
          numbers,
          params.get(BatchNormalizationParamInitializer.GLOBAL_MEAN),
          params.get(BatchNormalizationParamInitializer.GLOBAL_VAR),
          gradientViews);
      Gradient gradients = new DefaultGradient();
      gradientViews.forEach(gradients::setGradientFor);
      return Pair.of(gradients, result);
    }

    /**
     * DL4J hands the change of the running variance over as a gradient, (1 - d) (running - batch);
     * with the batch's variance times f = m / (m - 1) it is f times that, less (f - 1) (1 - d)
     * running.
     */
    private void unbias(long numbers) {
      if (numbers < 2) {
        return;
      }
      double factor = numbers / (numbers - 1.0);
      INDArray change = gradientViews.get(BatchNormalizationParamInitializer.GLOBAL_VAR);
      INDArray running = params.get(BatchNormalizationParamInitializer.GLOBAL_VAR);
      change.muli(factor).subi(running.mul((factor - 1) * (1 - DECAY)));
    }
  }
}

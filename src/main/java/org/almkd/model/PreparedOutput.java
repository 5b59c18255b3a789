package org.almkd.model;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's output layer with {@link PackedMixedLoss}, whose training steps run prepared operations:
 * the logits of a step are computed once, where DL4J computes them for the gradient and again for
 * the score. In evaluation mode it is DL4J's own layer.
 */
final class PreparedOutput extends OutputLayer {
  private static final long serialVersionUID = 1L;

  /** Losses are reported without weight decay, so that its norms need not be computed. */
  static final double REGULARIZATION_SCORE = 0;

  /** For DL4J's JSON, which fills the fields. */
  PreparedOutput() {}

  PreparedOutput(int inputs, int classes, PackedMixedLoss loss) {
    setNIn(inputs);
    setNOut(classes);
    setLossFn(loss);
    setActivationFn(Activation.IDENTITY.getActivationFunction());
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    return set(
        new Kernel(configuration, type),
        configuration,
        listeners,
        index,
        parameters,
        initializer().init(configuration, parameters, initialize));
  }

  /** Gives a new layer what DL4J gives its own. */
  static Layer set(
      BaseLayer<?> layer,
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      Map<String, INDArray> table) {
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(table);
    layer.setConf(configuration);
    return layer;
  }

  /** The layer at work. */
  private static final class Kernel extends org.deeplearning4j.nn.layers.OutputLayer {
    private static final long serialVersionUID = 1L;

    private final transient RecentArrays<PreparedAffine> steps =
        new RecentArrays<>(input_BH -> new PreparedAffine(input_BH, params, gradientViews));

    Kernel(NeuralNetConfiguration configuration, DataType type) {
      super(configuration, type);
    }

    @Override
    public void setParamTable(Map<String, INDArray> table) {
      super.setParamTable(table);
      steps.clear();
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray gradients) {
      super.setBackpropGradientsViewArray(gradients);
      steps.clear();
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray nothing, LayerWorkspaceMgr workspaces) {
      PreparedAffine affine = steps.of(input);
      INDArray logitGradient_BC =
          layerConf()
              .getLossFn()
              .computeGradient(labels, affine.forward(), layerConf().getActivationFn(), null);
      return Pair.of(affine.gradient(), affine.backward(logitGradient_BC));
    }

    @Override
    public double calcRegularizationScore(boolean trainedOnly) {
      return REGULARIZATION_SCORE;
    }

    @Override
    public double computeScore(
        double regularization, boolean training, LayerWorkspaceMgr workspaces) {
      // DL4J asks right after the gradient, when the loss already knows its sum.
      score = ((PackedMixedLoss) layerConf().getLossFn()).sum() / input.size(0) + regularization;
      return score;
    }
  }
}

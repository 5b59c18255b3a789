package org.almkd.model;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * DL4J's dense layer with ReLU whose training steps run prepared operations ({@link PreparedOp}):
 * the same parameters and the same function, without DL4J's second computation of the layer in the
 * backward pass and without new arrays. In evaluation mode it is DL4J's own layer.
 */
final class PreparedDense extends DenseLayer {
  private static final long serialVersionUID = 1L;

  /** For DL4J's JSON, which fills the fields. */
  PreparedDense() {}

  PreparedDense(int inputs, int outputs) {
    setNIn(inputs);
    setNOut(outputs);
    setActivationFn(Activation.RELU.getActivationFunction());
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
      extends org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer {
    private static final long serialVersionUID = 1L;

    private final transient RecentArrays<Step> steps = new RecentArrays<>(this::prepare);

    Kernel(NeuralNetConfiguration configuration, DataType type) {
      super(configuration, type);
    }

    private Step prepare(INDArray input_BH) {
      return new Step(new PreparedAffine(input_BH, params, gradientViews));
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
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
      return training ? steps.of(input).forward() : super.activate(false, workspaces);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(
        INDArray gradient_BC, LayerWorkspaceMgr workspaces) {
      Step step = steps.of(input);
      return Pair.of(step.affine.gradient(), step.backward(gradient_BC));
    }

    @Override
    public double calcRegularizationScore(boolean trainedOnly) {
      return PreparedOutput.REGULARIZATION_SCORE;
    }
  }

  /** Forward and backward for one batch array. */
  private static final class Step {
    private final PreparedAffine affine;
    private final INDArray output_BC;
    private final INDArray preGradient_BC;
    private final PreparedOp relu;
    private INDArray outputGradient_BC;
    private PreparedOp reluGradient;

    Step(PreparedAffine affine) {
      this.affine = affine;
      output_BC = affine.output();
      preGradient_BC = Nd4j.createUninitialized(output_BC.dataType(), output_BC.shape(), 'c');
      relu = PreparedOp.relu(output_BC);
    }

    INDArray forward() {
      affine.forward();
      relu.run();
      return output_BC;
    }

    INDArray backward(INDArray outputGradient_BC) {
      if (this.outputGradient_BC != outputGradient_BC) {
        this.outputGradient_BC = outputGradient_BC;
        // Where the output is above 0, so is what ReLU was given: that need not be kept.
        reluGradient = PreparedOp.reluGradient(output_BC, outputGradient_BC, preGradient_BC);
      }
      reluGradient.run();
      return affine.backward(preGradient_BC);
    }
  }
}

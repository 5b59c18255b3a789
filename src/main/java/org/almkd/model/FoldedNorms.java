package org.almkd.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Rewrites a graph for inference: where a convolution's output goes to batch normalisation alone,
 * one convolution does the work of both, which saves a pass over the activations. A ReLU behind
 * them stays a layer: as the convolution's activation it was measured to be no faster.
 *
 * <p>For each channel, with running mean m and variance v, gain gamma, shift beta, the
 * convolution's weights W and bias b (0 where it has none) and a = gamma / sqrt(v + epsilon): gamma
 * (W x + b - m) / sqrt(v + epsilon) + beta = (a W) x + (beta + a (b - m)). Computed in double,
 * rounded once.
 *
 * <p>Folded are all normalisations of a residual network; of a wide residual network the second of
 * each block, and the first of all where it alone reads the first convolution; of a densely
 * connected network none, since convolutions are joined first. Only for networks that never learn
 * again: a folded graph has no running statistics.
 */
final class FoldedNorms {
  private static final Set<DataType> READABLE = Set.of(DataType.FLOAT, DataType.DOUBLE);

  private final ComputationGraph graph;
  private final ComputationGraphConfiguration configuration;

  private FoldedNorms(ComputationGraph graph) {
    this.graph = graph;
    configuration = graph.getConfiguration();
  }

  /**
   * Returns a graph of the same function, with numbers of its own; where nothing can be folded, the
   * given one.
   */
  static ComputationGraph of(ComputationGraph graph) {
    FoldedNorms norms = new FoldedNorms(graph);
    // Of these types alone numbers can be read and written; half precision is left as it is.
    boolean readable = READABLE.contains(norms.configuration.getDataType());
    List<Pair> pairs = readable ? norms.pairs() : List.of();
    return pairs.isEmpty() ? graph : norms.folded(pairs);
  }

  /** Names of a convolution and of the normalisation that alone reads it. */
  private record Pair(String convolution, String norm) {}

  private List<Pair> pairs() {
    List<Pair> pairs = new ArrayList<>();
    for (String convolution : configuration.getVertices().keySet()) {
      if (isPlainConvolution(convolution)) {
        onlyReader(convolution)
            .filter(this::isFoldable)
            .map(norm -> new Pair(convolution, norm))
            .ifPresent(pairs::add);
      }
    }
    return pairs;
  }

  /** Subclasses and other formats have other weights. */
  private boolean isPlainConvolution(String name) {
    return layer(name)
        .filter(layer -> layer.getClass() == ConvolutionLayer.class)
        .map(ConvolutionLayer.class::cast)
        .filter(convolution -> convolution.getCnn2dDataFormat() == CNN2DFormat.NCHW)
        .filter(convolution -> convolution.getActivationFn() instanceof ActivationIdentity)
        .isPresent();
  }

  /** A gain and a shift that are fixed are not among the parameters. */
  private boolean isFoldable(String name) {
    return layer(name)
        .filter(BatchNormalization.class::isInstance)
        .map(BatchNormalization.class::cast)
        .filter(norm -> !norm.isLockGammaBeta() && vertex(name).getPreProcessor() == null)
        .isPresent();
  }

  private Optional<Layer> layer(String name) {
    return configuration.getVertices().get(name) instanceof LayerVertex vertex
        ? Optional.of(vertex.getLayerConf().getLayer())
        : Optional.empty();
  }

  private LayerVertex vertex(String name) {
    return (LayerVertex) configuration.getVertices().get(name);
  }

  /** Returns what reads the output of a vertex, if that is one vertex. */
  private Optional<String> onlyReader(String name) {
    List<String> readers =
        configuration.getVertexInputs().entrySet().stream()
            .filter(entry -> entry.getValue().contains(name))
            .map(Map.Entry::getKey)
            .toList();
    boolean alone = readers.size() == 1 && !configuration.getNetworkOutputs().contains(name);
    return alone ? Optional.of(readers.get(0)) : Optional.empty();
  }

  private ComputationGraph folded(List<Pair> pairs) {
    ComputationGraphConfiguration shorter = configuration.clone();
    pairs.forEach(pair -> shorten(shorter, pair));
    ComputationGraph result = new ComputationGraph(shorter);
    result.init();
    Set<String> folds = pairs.stream().map(Pair::norm).collect(Collectors.toSet());
    for (GraphVertex to : result.getVertices()) {
      if (!folds.contains(to.getVertexName())) {
        Map<String, INDArray> numbers = to.paramTable(false);
        graph
            .getVertex(to.getVertexName())
            .paramTable(false)
            .forEach((key, values) -> numbers.get(key).assign(values));
      }
    }
    pairs.forEach(pair -> fold(pair, result.getLayer(pair.norm()).paramTable()));
    return result;
  }

  /** Puts the convolution in the place of the normalisation, where its readers find it. */
  private static void shorten(ComputationGraphConfiguration shorter, Pair pair) {
    LayerVertex vertex = (LayerVertex) shorter.getVertices().remove(pair.convolution());
    ConvolutionLayer convolution = (ConvolutionLayer) vertex.getLayerConf().getLayer();
    convolution.setLayerName(pair.norm());
    convolution.setHasBias(true);
    List<String> inputs = shorter.getVertexInputs().remove(pair.convolution());
    shorter.getVertices().put(pair.norm(), vertex);
    shorter.getVertexInputs().put(pair.norm(), inputs);
  }

  private void fold(Pair pair, Map<String, INDArray> folded) {
    Map<String, INDArray> convolution = graph.getLayer(pair.convolution()).paramTable();
    // Output channels come first, so that the weights of each lie side by side.
    double[] weights = Matrices.rows(convolution.get(ConvolutionParamInitializer.WEIGHT_KEY));
    double[] factors = factors(pair.norm());
    int each = weights.length / factors.length;
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= factors[i / each];
    }
    INDArray bias = convolution.get(ConvolutionParamInitializer.BIAS_KEY);
    Map<String, INDArray> norm = graph.getLayer(pair.norm()).paramTable();
    double[] means = Matrices.rows(norm.get(BatchNormalizationParamInitializer.GLOBAL_MEAN));
    double[] shifts = Matrices.rows(norm.get(BatchNormalizationParamInitializer.BETA));
    double[] biases = bias == null ? new double[means.length] : Matrices.rows(bias);
    for (int c = 0; c < biases.length; c++) {
      biases[c] = shifts[c] + factors[c] * (biases[c] - means[c]);
    }
    Matrices.write(weights, folded.get(ConvolutionParamInitializer.WEIGHT_KEY));
    Matrices.write(biases, folded.get(ConvolutionParamInitializer.BIAS_KEY));
  }

  /** Returns a of each channel. */
  private double[] factors(String name) {
    Map<String, INDArray> norm = graph.getLayer(name).paramTable();
    double epsilon = ((BatchNormalization) graph.getLayer(name).conf().getLayer()).getEps();
    double[] gains = Matrices.rows(norm.get(BatchNormalizationParamInitializer.GAMMA));
    double[] variances = variances(norm);
    double[] factors = new double[gains.length];
    Arrays.setAll(factors, c -> gains[c] / Math.sqrt(variances[c] + epsilon));
    return factors;
  }

  /** DL4J keeps variances, or the decimal logarithms of their roots. */
  private static double[] variances(Map<String, INDArray> norm) {
    INDArray logs = norm.get(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
    return logs == null
        ? Matrices.rows(norm.get(BatchNormalizationParamInitializer.GLOBAL_VAR))
        : Arrays.stream(Matrices.rows(logs)).map(log -> Math.pow(10, 2 * log)).toArray();
  }
}

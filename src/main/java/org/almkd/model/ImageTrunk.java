package org.almkd.model;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;

/**
 * The parts that networks for images are put together from, each of them added to a graph under a
 * name and known to the next by it. Stock DL4J classes apart from batch normalisation, so that the
 * graph for export has the same vertices. Convolutions have no bias: a normalisation follows.
 *
 * <p>Every trunk ends in a mean over the whole picture, so that the same network takes pictures of
 * any size: 32 pixels or 224, as in the paper.
 */
final class ImageTrunk {
  private final GraphBuilder graph;
  private final Graphs.Layers layers;
  private final int channels;

  /**
   * Starts at the input.
   *
   * @param graph receives the vertices
   * @param layers makes those that differ between training and export
   * @param channels of the input
   */
  ImageTrunk(GraphBuilder graph, Graphs.Layers layers, int channels) {
    this.graph = graph;
    this.layers = layers;
    this.channels = channels;
  }

  /** Returns the number of channels of the input. */
  int channels() {
    return channels;
  }

  /**
   * A convolution.
   *
   * @param in channels in
   * @param out channels out
   * @param kernel pixels of a side; 1 or 3, with as many zeros around that stride 1 keeps the size
   * @param stride pixels from one output to the next
   */
  record Convolution(int in, int out, int kernel, int stride) {}

  String convolution(String name, Convolution shape, String from) {
    graph.addLayer(
        name,
        new ConvolutionLayer.Builder(shape.kernel(), shape.kernel())
            .nIn(shape.in())
            .nOut(shape.out())
            .stride(shape.stride(), shape.stride())
            .padding(shape.kernel() / 2, shape.kernel() / 2)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build(),
        from);
    return name;
  }

  /** Batch normalisation, then ReLU. */
  String normalisedRelu(String name, int channels, String from) {
    return relu(name + ".relu", normalised(name, channels, from));
  }

  String normalised(String name, int channels, String from) {
    graph.addLayer(name, layers.norm().make(channels), from);
    return name;
  }

  String relu(String name, String from) {
    graph.addLayer(name, layers.relu().get(), from);
    return name;
  }

  String sum(String name, String a, String b) {
    graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), a, b);
    return name;
  }

  /** The channels of one behind those of the other. */
  String joined(String name, String a, String b) {
    graph.addVertex(name, new MergeVertex(), a, b);
    return name;
  }

  /** Every second pixel of every second row, with as many channels of zeros behind. */
  String halvedWithZeros(String name, String from) {
    graph.addLayer(
        name + ".halved",
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
            .kernelSize(1, 1)
            .stride(2, 2)
            .build(),
        from);
    graph.addVertex(name + ".zeros", new ScaleVertex(0), name + ".halved");
    return joined(name, name + ".halved", name + ".zeros");
  }

  /** Means of 2 x 2 pixels. */
  String pooled(String name, String from) {
    graph.addLayer(
        name,
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
            .kernelSize(2, 2)
            .stride(2, 2)
            .build(),
        from);
    return name;
  }

  /** Ends the trunk: the mean of each channel over the whole picture. */
  void features(String from) {
    graph.addLayer(Graphs.FEATURES, new GlobalPoolingLayer(PoolingType.AVG), from);
  }
}

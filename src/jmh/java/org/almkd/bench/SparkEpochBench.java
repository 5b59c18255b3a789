package org.almkd.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.almkd.data.Shard;
import org.almkd.mixing.LambdaTable;
import org.almkd.model.NetworkSpec;
import org.almkd.model.Replica;
import org.almkd.train.SparkRounds;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * One epoch of 8,064 rows with two workers, 64 rows a step each, averaging every 5 steps: our
 * rounds, and dl4j-spark's master as its users call it, with a stock network: an RDD of rows, as
 * {@code DataSet}s of one row, and an RDD of batches put together beforehand, which is faster and
 * cannot be shuffled from epoch to epoch.
 */
final class SparkEpochBench {
  private SparkEpochBench() {}

  static List<Measurement> run(SparkBench bench) {
    Measurement direct = dl4j(bench, RDDTrainingApproach.Direct, 1);
    Measurement directBatches = dl4j(bench, RDDTrainingApproach.Direct, SparkBench.BATCH);
    Measurement export = dl4j(bench, RDDTrainingApproach.Export, 1);
    Measurement exportBatches = dl4j(bench, RDDTrainingApproach.Export, SparkBench.BATCH);
    return List.of(
        rounds(bench).atMost(direct.median() / 10), direct, directBatches, export, exportBatches);
  }

  private static Measurement rounds(SparkBench bench) {
    NetworkSpec spec = SparkBench.spec(SparkBench.HIDDEN);
    SparkRounds rounds = bench.rounds(spec, SparkBench.BATCH);
    Broadcast<LambdaTable> lambdas = bench.noLambdas();
    Replica start = SparkBench.start(spec);
    double[] seconds = SparkBench.repeat(5, 15, () -> epoch(rounds, lambdas, start));
    lambdas.destroy();
    return Measurement.of("epoch-rounds", "s", seconds);
  }

  private static void epoch(SparkRounds rounds, Broadcast<LambdaTable> lambdas, Replica start) {
    Replica replica = start;
    int batches = SparkBench.ROWS / SparkBench.BATCH;
    for (int b = 0; b < batches; b += SparkBench.EVERY) {
      int to = Math.min(batches, b + SparkBench.EVERY);
      replica =
          rounds
              .run(replica, lambdas, new SparkRounds.Steps(0, b, to, SparkBench.LEARNING_RATE))
              .replica();
    }
  }

  private static Measurement dl4j(SparkBench bench, RDDTrainingApproach approach, int size) {
    List<DataSet> sets = new ArrayList<>();
    bench.rows().forEach(shard -> sets.addAll(dataSets(shard, size)));
    JavaRDD<DataSet> rows = bench.spark().parallelize(sets, SparkBench.WORKERS);
    Path folder = folder();
    ParameterAveragingTrainingMaster master =
        new ParameterAveragingTrainingMaster.Builder(SparkBench.WORKERS, size)
            .batchSizePerWorker(SparkBench.BATCH)
            .averagingFrequency(SparkBench.EVERY)
            .rddTrainingApproach(approach)
            .exportDirectory(folder.toUri().toString())
            .rngSeed(1)
            .build();
    SparkComputationGraph network =
        new SparkComputationGraph(bench.spark(), configuration(), master);
    double[] seconds = SparkBench.repeat(1, 5, () -> network.fit(rows));
    master.deleteTempFiles(bench.spark());
    String name = approach.name().toLowerCase(java.util.Locale.ROOT);
    return Measurement.of(
        "epoch-dl4j-%s-%s".formatted(name, size == 1 ? "rows" : "batches"), "s", seconds);
  }

  private static List<DataSet> dataSets(Shard shard, int size) {
    List<DataSet> sets = new ArrayList<>();
    for (int first = 0; first < shard.rows(); first += size) {
      int from = first * SparkBench.INPUTS;
      float[] features =
          java.util.Arrays.copyOfRange(
              shard.features().floats(), from, from + size * SparkBench.INPUTS);
      float[] labels = new float[size * SparkBench.CLASSES];
      for (int i = 0; i < size; i++) {
        labels[i * SparkBench.CLASSES + shard.labels()[first + i]] = 1;
      }
      sets.add(
          new DataSet(matrix(features, SparkBench.INPUTS), matrix(labels, SparkBench.CLASSES)));
    }
    return sets;
  }

  private static INDArray matrix(float[] values, int width) {
    return Nd4j.createFromArray(values).reshape('c', values.length / width, width);
  }

  private static ComputationGraphConfiguration configuration() {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .updater(new Nesterovs(SparkBench.LEARNING_RATE, 0.9))
        .l2(5e-4)
        .l2Bias(5e-4)
        .graphBuilder()
        .addInputs("input")
        .addLayer(
            "hidden",
            new DenseLayer.Builder()
                .nIn(SparkBench.INPUTS)
                .nOut(SparkBench.HIDDEN)
                .activation(Activation.RELU)
                .build(),
            "input")
        .addLayer(
            "output",
            new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nIn(SparkBench.HIDDEN)
                .nOut(SparkBench.CLASSES)
                .activation(Activation.SOFTMAX)
                .build(),
            "hidden")
        .setOutputs("output")
        .build();
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("almkd-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

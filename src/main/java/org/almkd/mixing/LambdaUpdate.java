package org.almkd.mixing;

import java.io.Serializable;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * One lambda pass over the rows of a shard: every chunk takes its inner steps (eq 10 and 15),
 * lambda &lt;- clamp(lambda - eta_lambda d outer / d lambda, low, high). Features and last layer
 * stay fixed.
 *
 * @param rule how lambdas become weights
 * @param outer the outer loss
 * @param learningRate eta of the epoch
 * @param lambdaLearningRate eta_lambda
 * @param innerSteps updates of a chunk
 * @param low least lambda
 * @param high largest lambda
 */
public record LambdaUpdate(
    LossRule rule,
    OuterLoss outer,
    double learningRate,
    double lambdaLearningRate,
    int innerSteps,
    double low,
    double high)
    implements Serializable {

  /**
   * Updates the lambdas of a shard in place.
   *
   * @param shard the shard's rows
   * @param validation the validation rows of the pass
   * @param plan the shard's chunks
   * @param lambda_NR the shard's lambdas, row-major
   */
  public void apply(LastLayerRows shard, LastLayer validation, ChunkPlan plan, double[] lambda_NR) {
    // Chunks share few validation batches: each is put together once. IntBuffers compare by
    // content.
    Map<IntBuffer, OuterTerm> batches = new HashMap<>();
    Map<Integer, MetaGradient> bySize = new HashMap<>();
    for (ChunkPlan.Chunk chunk : plan.chunks()) {
      OuterTerm batch =
          batches.computeIfAbsent(
              IntBuffer.wrap(chunk.validationRows()),
              rows -> OuterTerm.of(validation, rows.array(), outer.target()));
      shard.with(
          chunk.rows(),
          (from, numbers) ->
              bySize
                  .computeIfAbsent(
                      numbers.length,
                      rows -> new MetaGradient(from, rows, rule, outer, learningRate))
                  .load(from, numbers, batch));
      MetaGradient gradient = bySize.get(chunk.rows().length);
      double[] lambdas = gather(lambda_NR, chunk.rows());
      for (int step = 0; step < innerSteps; step++) {
        descend(lambdas, gradient.at(lambdas));
      }
      scatter(lambdas, chunk.rows(), lambda_NR);
    }
  }

  private void descend(double[] lambdas, double[] gradient) {
    for (int j = 0; j < lambdas.length; j++) {
      double moved = lambdas[j] - lambdaLearningRate * gradient[j];
      lambdas[j] = Math.max(low, Math.min(high, moved));
    }
  }

  private double[] gather(double[] lambda_NR, int[] rows) {
    int columns = rule.columns();
    double[] chunk = new double[rows.length * columns];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(lambda_NR, rows[i] * columns, chunk, i * columns, columns);
    }
    return chunk;
  }

  private void scatter(double[] chunk, int[] rows, double[] lambda_NR) {
    int columns = rule.columns();
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(chunk, i * columns, lambda_NR, rows[i] * columns, columns);
    }
  }
}

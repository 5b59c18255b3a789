package org.almkd.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.almkd.mixing.ChunkPlan;

/** The chunks of the golden lambda passes. */
final class GoldenPlans {
  private GoldenPlans() {}

  /** Cuts meta_perm into groups; group j is measured on validation batch j mod count. */
  static ChunkPlan of(GoldenFolder golden, int group) {
    int[] order = golden.orders("student_perms.txt", "meta_perm")[0];
    int[] validation = golden.orders("student_perms.txt", "val_perm")[0];
    int batch = golden.integer("val_batch");
    int batches = (validation.length + batch - 1) / batch;
    List<ChunkPlan.Chunk> chunks = new ArrayList<>();
    for (int first = 0; first < order.length; first += group) {
      int v = chunks.size() % batches * batch;
      chunks.add(
          new ChunkPlan.Chunk(
              Arrays.copyOfRange(order, first, Math.min(order.length, first + group)),
              Arrays.copyOfRange(validation, v, Math.min(validation.length, v + batch))));
    }
    return new ChunkPlan(chunks);
  }
}

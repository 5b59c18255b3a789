package org.almkd.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import org.almkd.storage.Storage;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/** The second pass: carries every row to its block, one Spark partition a block, sorted by id. */
final class SparkBlocks {
  private static final int BATCH_FLOATS = 1 << 16;
  private static final int BUFFERED_FLOATS = 1 << 23;

  private SparkBlocks() {}

  static JavaRDD<RowBatch> shuffle(SparkRows rows, Storage storage, DataPlan plan) {
    return rows.parts()
        .mapPartitionsToPair(new ToBlocks(storage, plan))
        .partitionBy(new ByBlock(plan.blocks().blocks()))
        .mapPartitionsWithIndex(new Assemble(plan), true);
  }

  /** The partition of a block is its number. */
  private static final class ByBlock extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int blocks;

    ByBlock(int blocks) {
      this.blocks = blocks;
    }

    @Override
    public int numPartitions() {
      return blocks;
    }

    @Override
    public int getPartition(Object block) {
      return (Integer) block;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByBlock that && that.blocks == blocks;
    }

    @Override
    public int hashCode() {
      return blocks;
    }
  }

  private static final class ToBlocks
      implements PairFlatMapFunction<Iterator<RowPart>, Integer, RowBatch> {
    private static final long serialVersionUID = 1L;
    private final Storage storage;
    private final DataPlan plan;

    ToBlocks(Storage storage, DataPlan plan) {
      this.storage = storage;
      this.plan = plan;
    }

    @Override
    public Iterator<Tuple2<Integer, RowBatch>> call(Iterator<RowPart> parts) {
      return new Batches(parts, storage, plan);
    }
  }

  /**
   * Rows gathered by block; memory is bounded by emitting all batches when they hold too much
   * together.
   */
  private static final class Batches implements Iterator<Tuple2<Integer, RowBatch>> {
    private final Iterator<RowPart> parts;
    private final Storage storage;
    private final DataPlan plan;
    private final SourceRow row;
    private final Map<Integer, RowBatch> open = new HashMap<>();
    private final ArrayDeque<Tuple2<Integer, RowBatch>> ready = new ArrayDeque<>();
    private final int capacity;
    private long buffered;
    private RowCursor cursor;

    Batches(Iterator<RowPart> parts, Storage storage, DataPlan plan) {
      this.parts = parts;
      this.storage = storage;
      this.plan = plan;
      row = new SourceRow(plan.kind());
      capacity = Math.max(1, BATCH_FLOATS / plan.width());
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && advance()) {
        put();
      }
      if (ready.isEmpty()) {
        emitAll();
      }
      return !ready.isEmpty();
    }

    @Override
    public Tuple2<Integer, RowBatch> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    private boolean advance() {
      while (true) {
        if (cursor == null) {
          if (!parts.hasNext()) {
            return false;
          }
          cursor = parts.next().open(storage);
        }
        Problems problems = new Problems();
        if (cursor.next(row, problems)) {
          if (plan.kept().contains(row.id, row.label, row.cleanLabel)) {
            return true;
          }
          continue;
        }
        cursor.close();
        cursor = null;
        problems.throwIfAny("The source was changed while it was read");
      }
    }

    private void put() {
      Split split = plan.splits().of(row.id, row.split);
      int block = plan.blocks().block(split, row.id);
      RowBatch batch = open.get(block);
      if (batch == null) {
        batch = new RowBatch(plan.kind(), capacity, plan.keyed());
        open.put(block, batch);
        buffered += (long) capacity * plan.width();
      }
      int clean = row.cleanLabel == SourceRow.NO_LABEL ? row.label : row.cleanLabel;
      batch.add(row, plan.noise().given(row.id, split, row.label), clean);
      if (batch.isFull()) {
        emit(block);
      } else if (buffered > BUFFERED_FLOATS) {
        emitAll();
      }
    }

    private void emitAll() {
      for (int block : new TreeSet<>(open.keySet())) {
        emit(block);
      }
    }

    private void emit(int block) {
      ready.add(new Tuple2<>(block, open.remove(block).trimmed()));
      buffered -= (long) capacity * plan.width();
    }
  }

  private static final class Assemble
      implements Function2<Integer, Iterator<Tuple2<Integer, RowBatch>>, Iterator<RowBatch>> {
    private static final long serialVersionUID = 1L;
    private final DataPlan plan;

    Assemble(DataPlan plan) {
      this.plan = plan;
    }

    @Override
    public Iterator<RowBatch> call(Integer block, Iterator<Tuple2<Integer, RowBatch>> batches) {
      // Lazily: a pass that skips this block does not fetch it.
      return new Iterator<>() {
        private boolean done;

        @Override
        public boolean hasNext() {
          return !done;
        }

        @Override
        public RowBatch next() {
          if (done) {
            throw new NoSuchElementException();
          }
          done = true;
          return assembled(block, batches);
        }
      };
    }

    private RowBatch assembled(int block, Iterator<Tuple2<Integer, RowBatch>> batches) {
      List<RowBatch> found = new ArrayList<>();
      batches.forEachRemaining(pair -> found.add(pair._2()));
      RowBatch sorted = RowBatch.sorted(found, plan.kind(), plan.keyed());
      if (sorted.rows != plan.blocks().rows(block)) {
        throw new InvalidDataException(
            "The source was changed while it was read",
            "found "
                + sorted.rows
                + " rows for block "
                + block
                + "; expected "
                + plan.blocks().rows(block)
                + "; start again");
      }
      return sorted;
    }
  }
}

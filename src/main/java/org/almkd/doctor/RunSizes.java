package org.almkd.doctor;

import org.almkd.config.ShardPlacement;
import org.almkd.train.ShardMemory;

/**
 * The numbers that decide how much memory a run needs, and what follows from them: what the driver
 * collects and keeps, and what one executor holds. Sizes are those of the arrays; checks allow for
 * what the JVM needs besides.
 *
 * @param workers replicas of the student, W
 * @param parameters P of the largest network that is trained
 * @param teachers K
 * @param rows rows of all splits
 * @param trainingRows N
 * @param validationRows V, rows that lambda passes use
 * @param features D
 * @param lastInputs H
 * @param classes C
 * @param doubtsLabels whether executors estimate which labels are wrong
 * @param liveParameters parameters of all networks that a task runs beside the one that it trains;
 *     0 where stored logits teach
 * @param activationBytes bytes of what layers make of a batch, of one task
 * @param shardBytes bytes of all rows and logits in shards
 * @param placement where shards are kept
 */
public record RunSizes(
    int workers,
    long parameters,
    int teachers,
    long rows,
    long trainingRows,
    long validationRows,
    long features,
    long lastInputs,
    long classes,
    boolean doubtsLabels,
    long liveParameters,
    long activationBytes,
    long shardBytes,
    ShardPlacement placement) {
  /** Bytes of a row's id, label, clean label and rank. */
  private static final long ROW = Long.BYTES + 3L * Integer.BYTES;

  /** Rows that networks are run over at a time. */
  private static final long BATCH = 512;

  /**
   * Arrays of P numbers of a DL4J network: parameters, gradients, momentum, and a step's update.
   */
  private static final long NETWORK_ARRAYS = 4;

  /** The state before a round and after it; one that waits to be written, and one that is. */
  private static final long STATES = 4;

  /** Features of a block of stored rows, which is read and dealt out at a time. */
  private static final long BLOCK = 16 * Bytes.MIB;

  /** Copies of a block: the file, its columns, standardised rows, parts of shards. */
  private static final long BLOCK_COPIES = 4;

  /** Numbers that the calibration of doubts keeps of a row; the noise matrix then takes C. */
  private static final long CALIBRATION = 37;

  /**
   * Sizes of a run whose rows are numbers and on the heap, that doubts no label and learns from
   * stored logits.
   */
  RunSizes(
      int workers,
      long parameters,
      int teachers,
      long rows,
      long trainingRows,
      long validationRows,
      long features,
      long lastInputs,
      long classes) {
    this(
        workers,
        parameters,
        teachers,
        rows,
        trainingRows,
        validationRows,
        features,
        lastInputs,
        classes,
        false,
        0);
  }

  /** Sizes of a run whose rows are numbers and on the heap. */
  RunSizes(
      int workers,
      long parameters,
      int teachers,
      long rows,
      long trainingRows,
      long validationRows,
      long features,
      long lastInputs,
      long classes,
      boolean doubtsLabels,
      long liveParameters) {
    this(
        workers,
        parameters,
        teachers,
        rows,
        trainingRows,
        validationRows,
        features,
        lastInputs,
        classes,
        doubtsLabels,
        liveParameters,
        flatActivations(features, lastInputs, classes),
        rows * (ROW + Float.BYTES * (features + teachers * classes)),
        ShardPlacement.HEAP);
  }

  /** Returns the bytes of what the layers of a small network make of rows of numbers. */
  public static long flatActivations(long features, long lastInputs, long classes) {
    return 2 * BATCH * Float.BYTES * (features + lastInputs + classes);
  }

  /**
   * Returns what shards need, and the heap that there is for them.
   *
   * @param executors executors that share the rows
   * @param heapBytes heap of each
   */
  public ShardMemory shards(int executors, long heapBytes) {
    return new ShardMemory(shardBytes, workers, executors, heapBytes);
  }

  /** Returns the bytes of the largest result that the driver collects from one job. */
  public long largestResult() {
    return Math.max(
        Math.max(workers * replica(), rows * ROW), Math.max(lambdas(), validationBlock()));
  }

  /**
   * Returns the bytes that the driver holds at a time: results twice, as bytes and as arrays, and
   * states of a training.
   */
  public long driverHeap() {
    return 2 * (workers * replica() + rows * ROW + lambdas() + validationBlock())
        + STATES * replica();
  }

  /**
   * Returns the bytes of an executor's heap where shards are on it.
   *
   * @param executors executors that share the rows
   * @param slots tasks at a time on each
   */
  public long executorHeap(int executors, int slots) {
    return executorHeap(executors, slots, false);
  }

  /**
   * Returns the bytes of an executor's heap.
   *
   * @param executors executors that share the rows
   * @param slots tasks at a time on each
   * @param mapped whether features and logits are in mapped files
   */
  public long executorHeap(int executors, int slots, boolean mapped) {
    // Mapped shards are written block by block.
    long shards =
        mapped
            ? 2 * rows * ROW / executors + slots * BLOCK_COPIES * BLOCK
            : 2 * shardBytes / executors;
    // A network comes as a file, which is as large as its parameters.
    long task = replica() + 2 * (lambdas() + validationBlock()) + Float.BYTES * liveParameters;
    return shards + slots * task + doubts() / executors;
  }

  /** Returns the bytes of native arrays of an executor that runs so many tasks at a time. */
  public long executorNative(int slots) {
    long network = NETWORK_ARRAYS * Float.BYTES * parameters;
    long lambdaPass = Double.BYTES * validationRows * (lastInputs + classes);
    long live = liveParameters == 0 ? 0 : Float.BYTES * liveParameters + activationBytes;
    return slots * (network + activationBytes + lambdaPass + live);
  }

  /** Parameters and optimizer state. */
  private long replica() {
    return 2L * Float.BYTES * parameters;
  }

  private long doubts() {
    return doubtsLabels ? Double.BYTES * trainingRows * Math.max(CALIBRATION, classes) : 0;
  }

  private long lambdas() {
    return Float.BYTES * trainingRows * (teachers + 1L);
  }

  private long validationBlock() {
    return Float.BYTES * validationRows * (lastInputs + classes + teachers * classes);
  }
}

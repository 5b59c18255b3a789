package org.almkd.mixing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.almkd.storage.Artefact;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads a snapshot of the lambdas as what it tells of each training row: how far its label is
 * believed, and what the teachers would say instead.
 */
public final class SparkLabelTrust {
  /** Column: id of the row. */
  public static final String ID = "id";

  /** Column: share of the label in the weights of the row's loss, 0 to 1. */
  public static final String LABEL_SHARE = "labelShare";

  /** Column: mean over teachers of the softmax (temperature 1) of the given label, 0 to 1. */
  public static final String TEACHER_PROBABILITY = "teacherProbability";

  /** Column: class that most teachers find most probable; the first teacher's on a tie. */
  public static final String TEACHER_CLASS = "teacherClass";

  /** Column: probability q that the label is wrong; null where the method does not estimate it. */
  public static final String DOUBT = "doubt";

  private static final StructType SCHEMA =
      new StructType()
          .add(ID, DataTypes.LongType, false)
          .add(LABEL_SHARE, DataTypes.DoubleType, false)
          .add(TEACHER_PROBABILITY, DataTypes.DoubleType, false)
          .add(TEACHER_CLASS, DataTypes.IntegerType, false)
          .add(DOUBT, DataTypes.DoubleType, true);

  private SparkLabelTrust() {}

  /**
   * Returns {@code id, labelShare, teacherProbability, teacherClass, doubt} of all training rows.
   *
   * @param session the session
   * @param snapshot an artefact of the kind {@link SparkLambdaSnapshots#KIND}
   */
  public static Dataset<Row> read(SparkSession session, Artefact snapshot) {
    List<ManifestEntry> files = snapshot.manifest().entries();
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(files, Math.max(1, files.size()))
            .flatMap(new ReadFile(snapshot));
    return session.createDataFrame(rows, SCHEMA);
  }

  /** Executor side: the rows of one file, whose digest is checked. */
  private static final class ReadFile implements FlatMapFunction<ManifestEntry, Row> {
    private static final long serialVersionUID = 1L;
    private final Artefact snapshot;

    ReadFile(Artefact snapshot) {
      this.snapshot = snapshot;
    }

    @Override
    public Iterator<Row> call(ManifestEntry file) {
      ParquetTable table = ParquetTable.read(snapshot.path(file), snapshot.read(file));
      long[] ids = table.longs("id");
      int[] teachers = table.ints("teacher");
      float[] lambdas = table.floats("lambda");
      float[] probabilities = table.floats("teacherProbability");
      int[] classes = table.ints("teacherClass");
      List<Row> rows = new ArrayList<>();
      int columns = columns(ids);
      if (columns == 0) {
        return rows.iterator();
      }
      int labelColumns = teachers[0] < 0 ? 1 : 0;
      boolean isDoubted = table.names().contains(SparkLambdaSnapshots.DOUBT);
      float[] doubts = isDoubted ? table.floats(SparkLambdaSnapshots.DOUBT) : new float[0];
      LabelShare share =
          isDoubted ? LabelShare.ofDoubt(columns) : new LabelShare(columns, labelColumns > 0);
      double[] lambda_R = new double[columns];
      for (int from = 0; from < ids.length; from += columns) {
        double probability = 0;
        for (int r = 0; r < columns; r++) {
          lambda_R[r] = lambdas[from + r];
          probability += r < labelColumns ? 0 : probabilities[from + r];
        }
        rows.add(
            RowFactory.create(
                ids[from],
                share.of(lambda_R),
                probability / (columns - labelColumns),
                MostNamed.of(classes, from + labelColumns, from + columns),
                isDoubted ? (double) doubts[from] : null));
      }
      return rows.iterator();
    }

    /** R: the rows of an instance stand together. */
    private static int columns(long[] ids) {
      int columns = 0;
      while (columns < ids.length && ids[columns] == ids[0]) {
        columns++;
      }
      return columns;
    }
  }
}

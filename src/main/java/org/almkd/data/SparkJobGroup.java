package org.almkd.data;

import java.util.function.Supplier;
import org.almkd.storage.StorageException;
import org.apache.spark.api.java.JavaSparkContext;

/** Names the Spark jobs of a stage, and turns a task's failure into what it means for the user. */
public final class SparkJobGroup {
  private static final String ID = "spark.jobGroup.id";
  private static final String DESCRIPTION = "spark.job.description";

  private SparkJobGroup() {}

  /**
   * Runs Spark jobs under a name that the Spark UI shows.
   *
   * @throws StorageException if a task met one
   * @throws InvalidDataException if a task met one
   */
  public static <T> T run(JavaSparkContext spark, String name, Supplier<T> stage) {
    String outerId = spark.getLocalProperty(ID);
    String outerDescription = spark.getLocalProperty(DESCRIPTION);
    spark.setJobGroup(name, name);
    try {
      return stage.get();
    } catch (RuntimeException e) {
      throw translated(name, e);
    } catch (Exception e) {
      // Spark is Scala: it throws checked exceptions that Java does not see coming.
      throw translated(name, e);
    } finally {
      spark.setLocalProperty(ID, outerId);
      spark.setLocalProperty(DESCRIPTION, outerDescription);
    }
  }

  private static RuntimeException translated(String name, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StorageException known) {
        return cause == failure ? known : new StorageException(known.getMessage(), failure);
      }
      if (cause instanceof InvalidDataException known) {
        return known;
      }
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(
            "Spark could not finish '" + name + "': " + failure.getMessage(), failure);
  }
}

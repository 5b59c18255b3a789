package org.almkd.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Has an executor's JVM die at once when it starts a task of a stage that no executor has died in
 * yet. The folder in {@link #FOLDER} remembers in which stages one has.
 */
public final class Halting implements SparkPlugin {
  /** Key of Spark's settings. */
  static final String FOLDER = "spark.almkd.halts";

  /** A file of the folder, and how the description of its stage's jobs begins. */
  static final Map<String, String> STAGES =
      Map.of(
          "soft-labels", "soft labels: big",
          "round", "student: epoch 1",
          "lambda-pass", "student: lambda pass",
          "evaluation", "student: evaluation after epoch 2");

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Halt();
  }

  private static final class Halt implements ExecutorPlugin {
    private Path folder;

    @Override
    public void init(PluginContext context, Map<String, String> fromDriver) {
      folder = Path.of(context.conf().get(FOLDER));
    }

    @Override
    public void onTaskStart() {
      String job = String.valueOf(TaskContext.get().getLocalProperty("spark.job.description"));
      STAGES.forEach(
          (file, description) -> {
            if (job.startsWith(description) && isFirst(file)) {
              Runtime.getRuntime().halt(137);
            }
          });
    }

    private boolean isFirst(String file) {
      try {
        Files.createFile(folder.resolve(file));
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Settings that put it on the class paths of driver and executors. */
  static List<String> settings(Path folder) {
    String classes = Halting.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return List.of(
        "spark.plugins " + Halting.class.getName(),
        FOLDER + " " + folder,
        "spark.driver.extraClassPath " + classes,
        "spark.executor.extraClassPath " + classes);
  }
}

package org.almkd.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short quickstart on a standalone cluster of Spark, and in executors of their own without one.
 */
@Tag("cluster")
class StandaloneTest {
  @TempDir private Path folder;

  private Map<String, String> environment(String master, String deployMode, String... settings) {
    Map<String, String> environment = new HashMap<>();
    environment.put("ALMKD_MASTER", master);
    environment.put("ALMKD_DEPLOY_MODE", deployMode);
    environment.put("ALMKD_DRIVER_MEMORY", "768m");
    environment.put("ALMKD_EXECUTOR_MEMORY", "768m");
    environment.put("ALMKD_EXECUTORS", "2");
    List<String> all =
        Stream.concat(Stream.of("spark.ui.enabled false"), Stream.of(settings)).toList();
    environment.put("ALMKD_SPARK_CONF", Project.sparkConf(folder, "standalone", all).toString());
    return environment;
  }

  private ShortQuickstart.Result run(Map<String, String> environment) {
    return ShortQuickstart.run(
        folder, "standalone", environment, ShortQuickstart.ROWS.toString(), folder + "/runs");
  }

  @Tag("long")
  @Test
  void clusterModeGivesTheSameStudent() {
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 1, 3)) {
      assertThat(run(environment(cluster.address(), "cluster")))
          .isEqualTo(ShortQuickstart.local(folder));
    }
  }

  @Tag("long")
  @Test
  void clientModeGivesTheSameStudent() {
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2, 1)) {
      assertThat(run(environment(cluster.address(), "client")))
          .isEqualTo(ShortQuickstart.local(folder));
    }
  }

  @Tag("long")
  @Test
  void executorsAsNeededGiveTheSameStudent() {
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2, 1)) {
      Map<String, String> environment =
          environment(
              cluster.address(), "client", "spark.dynamicAllocation.executorIdleTimeout 1s");
      environment.put("ALMKD_EXECUTORS", "1-2");
      environment.put("ALMKD_EXECUTOR_CORES", "1");
      assertThat(run(environment)).isEqualTo(ShortQuickstart.local(folder));
    }
  }

  @Tag("long")
  @Test
  void speculationGivesTheSameStudent() {
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2, 2)) {
      Map<String, String> environment =
          environment(
              cluster.address(),
              "client",
              "spark.speculation true",
              "spark.speculation.interval 10ms",
              "spark.speculation.multiplier 1.01",
              "spark.speculation.quantile 0.1",
              "spark.speculation.minTaskRuntime 1ms");
      assertThat(run(environment)).isEqualTo(ShortQuickstart.local(folder));
    }
  }

  /** A bare spark-submit without the module options: an error that says what to add. */
  @Tag("long")
  @Test
  void driverWithoutModuleOptionsSaysWhichToAdd() throws IOException {
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 1, 1);
        Job job =
            Job.start(
                folder.resolve("bare.log"),
                Map.of(),
                List.of(
                    Project.SPARK_HOME + "/bin/spark-submit",
                    "--master",
                    cluster.address(),
                    "--deploy-mode",
                    "cluster",
                    "--conf",
                    "spark.standalone.submit.waitAppCompletion=true",
                    "--driver-memory",
                    "512m",
                    "--class",
                    "org.almkd.Main",
                    Project.ROOT + "/target/almkd.jar",
                    "distill",
                    "--config",
                    "file:" + Project.ROOT + "/conf/runs/quickstart.conf"))) {
      // Here spark-submit answers 0 whatever became of the driver.
      assertThat(job.exitCode()).as(job.log()).isZero();
      assertThat(driverErrors()).contains("Cannot start Spark", "add-opens=java.base/sun.nio.ch");
    }
  }

  private String driverErrors() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("work-0"))) {
      StringBuilder errors = new StringBuilder();
      for (Path file : files.filter(f -> f.endsWith("stderr")).toList()) {
        errors.append(Files.readString(file));
      }
      return errors.toString();
    }
  }

  @Tag("long")
  @Test
  void executorsOfLocalClusterGiveTheSameStudent() {
    Map<String, String> environment =
        Map.of(
            "ALMKD_DRIVER_MEMORY",
            "768m",
            "ALMKD_SPARK_CONF",
            Project.sparkConf(
                    folder,
                    "local",
                    List.of("spark.master local-cluster[2,1,1024]", "spark.executor.memory 512m"))
                .toString());
    assertThat(
            ShortQuickstart.run(
                folder, "local", environment, ShortQuickstart.ROWS.toString(), folder + "/runs"))
        .isEqualTo(ShortQuickstart.local(folder));
  }
}

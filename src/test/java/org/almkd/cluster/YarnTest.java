package org.almkd.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.almkd.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short quickstart on YARN, with rows, store and results on HDFS. */
@Tag("cluster")
class YarnTest {
  private static final Pattern HDFS = Pattern.compile("hdfs (?<found>hdfs://\\S+)");

  @TempDir private static Path hadoop;
  private static Job server;
  private static String hdfs;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws IOException {
    server = Project.server(hadoop, "hadoop", "MiniHadoop", hadoop.toString());
    hdfs = server.waitFor(HDFS);
    new Storage(new Configuration(false))
        .write(hdfs + "/rows.csv.gz", Files.readAllBytes(ShortQuickstart.ROWS));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private Map<String, String> environment(String deployMode) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HADOOP_CONF_DIR", hadoop.resolve("conf").toString());
    environment.put("ALMKD_DEPLOY_MODE", deployMode);
    environment.put("ALMKD_DRIVER_MEMORY", "768m");
    environment.put("ALMKD_EXECUTOR_MEMORY", "768m");
    String java = System.getProperty("java.home");
    List<String> settings =
        List.of(
            "spark.ui.enabled false",
            "spark.yarn.jars local:" + Project.SPARK_HOME + "/jars/*",
            "spark.yarn.appMasterEnv.JAVA_HOME " + java,
            "spark.executorEnv.JAVA_HOME " + java,
            "spark.yarn.appMasterEnv.SPARK_LOCAL_IP 127.0.0.1",
            "spark.executorEnv.SPARK_LOCAL_IP 127.0.0.1");
    environment.put("ALMKD_SPARK_CONF", Project.sparkConf(folder, "yarn", settings).toString());
    return environment;
  }

  private ShortQuickstart.Result run(String deployMode) {
    return ShortQuickstart.run(
        folder, "yarn", environment(deployMode), hdfs + "/rows.csv.gz", hdfs + "/" + deployMode);
  }

  @Tag("long")
  @Test
  void clusterModeGivesTheSameStudent() {
    assertThat(run("cluster")).isEqualTo(ShortQuickstart.local(folder));
  }

  @Tag("long")
  @Test
  void clientModeGivesTheSameStudent() {
    assertThat(run("client")).isEqualTo(ShortQuickstart.local(folder));
  }

  /** The exit code of a driver is lost there; the status is not. */
  @Tag("long")
  @Test
  void failedDriverLeavesItsExitCodeInTheStatus() {
    Map<String, String> environment = environment("cluster");
    try (Job job =
        ShortQuickstart.start(
            folder,
            "yarn",
            environment,
            hdfs + "/rows.csv.gz",
            hdfs + "/failed",
            "train.learning-rate.initial=1e30")) {
      assertThat(job.exitCode()).isEqualTo(1);
    }
    assertThat(
            new String(
                new Storage(new Configuration(false)).read(hdfs + "/failed/short/status.json"),
                UTF_8))
        .contains("\"FAILED\"", "\"exitCode\" : 4");
  }
}

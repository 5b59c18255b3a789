package org.almkd.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What job/submit.sh calls, seen by a spark-submit that prints its arguments. */
@Tag("slow")
class SubmitScriptTest {
  private static final String RUN = "conf/runs/quickstart.conf";
  private static final String RUN_HERE = Project.ROOT.resolve(RUN).toString();

  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void writeSpark() throws IOException {
    Path submit = Files.createDirectory(folder.resolve("bin")).resolve("spark-submit");
    Files.writeString(submit, "#!/bin/sh\necho \"$@\"\n");
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    environment.put("SPARK_HOME", folder.toString());
    environment.put("HADOOP_CONF_DIR", folder.toString());
    Files.writeString(folder.resolve("yarn-site.xml"), "<configuration/>");
  }

  private String calls(String... arguments) {
    return submit(0, arguments);
  }

  private String submit(int code, String... arguments) {
    try (Job job = Project.submit(folder.resolve("log"), environment, List.of(arguments))) {
      assertThat(job.exitCode()).as(job.log()).isEqualTo(code);
      return job.log();
    }
  }

  private void refuses(String says, String... arguments) {
    assertThat(submit(2, arguments)).contains(says);
  }

  @Test
  void localTakesAllCores() {
    assertThat(calls("local", RUN, "run.seed=1"))
        .contains("conf/spark/local.conf --driver-memory 3g --master local[*,4] --class")
        .endsWith("almkd.jar distill --config " + RUN + " run.seed=1\n");
  }

  @Test
  void standaloneCountsExecutorsByCores() {
    environment.put("ALMKD_MASTER", "spark://host:7077");
    environment.put("ALMKD_EXECUTORS", "3");
    environment.put("ALMKD_EXECUTOR_CORES", "2");
    environment.put("ALMKD_EXECUTOR_MEMORY", "2g");
    assertThat(calls("standalone", RUN))
        .contains("--master spark://host:7077 --deploy-mode client")
        .contains("--executor-memory 2g --executor-cores 2", "--total-executor-cores 6")
        .endsWith("distill --config " + RUN + "\n");
  }

  @Test
  void driverOnAWorkerIsGivenAnAddress() {
    environment.put("ALMKD_MASTER", "spark://host:7077");
    environment.put("ALMKD_DEPLOY_MODE", "cluster");
    assertThat(calls("standalone", "predict", RUN))
        .endsWith("predict --config file:" + RUN_HERE + "\n");
  }

  @Test
  void executorsMayComeAndGo() {
    environment.put("ALMKD_EXECUTORS", "2-8");
    assertThat(calls("yarn", RUN))
        .contains("dynamicAllocation.enabled=true", "minExecutors=2", "maxExecutors=8")
        .contains("shuffleTracking.enabled=true")
        .doesNotContain("--num-executors");
  }

  @Test
  void driverOnYarnFindsTheRunFileByItsName() {
    environment.put("ALMKD_EXECUTORS", "4");
    assertThat(calls("yarn", RUN, "run.dir=hdfs:///runs"))
        .contains("--master yarn --deploy-mode cluster", "--num-executors 4")
        .contains("--files " + Project.ROOT + "/conf/log4j2.properties," + RUN_HERE)
        .contains("appMasterEnv.LOG4J_CONFIGURATION_FILE=log4j2.properties")
        .endsWith("distill --config quickstart.conf run.dir=hdfs:///runs\n");
  }

  @Test
  void linkToARunFileIsFollowedAsSparkDoes() throws IOException {
    Path link = link("nightly.conf", "nightly-v3.conf");
    Path log = link("log4j2.properties", "log4j2-v3.properties");
    environment.put("LOG4J_CONFIGURATION_FILE", log.toString());
    assertThat(calls("yarn", link.toString()))
        .contains("--files " + log.toRealPath() + "," + link.toRealPath() + " ")
        .contains("LOG4J_CONFIGURATION_FILE=log4j2-v3.properties ")
        .endsWith("--config nightly-v3.conf\n");
    environment.put("ALMKD_MASTER", "spark://host:7077");
    environment.put("ALMKD_DEPLOY_MODE", "cluster");
    assertThat(calls("standalone", link.toString()))
        .endsWith("--config file:" + link.toRealPath() + "\n");
  }

  private Path link(String name, String target) throws IOException {
    Path file = Files.writeString(folder.resolve(target), "");
    return Files.createSymbolicLink(folder.resolve(name), file);
  }

  @Test
  void filesThatAreNamedInOneWordGoWithTheJob() throws IOException {
    Path overlay = Files.writeString(folder.resolve("mine.conf"), "");
    assertThat(calls("yarn", RUN, "--overlay=" + overlay, "run.seed=1"))
        .contains("log4j2.properties," + RUN_HERE + "," + overlay + " ")
        .endsWith("--config quickstart.conf --overlay mine.conf run.seed=1\n");
    assertThat(calls("yarn", "doctor", "--config=" + RUN, "--overlay=s3a://bucket/a=b.conf"))
        .contains("log4j2.properties," + RUN_HERE + " ")
        .endsWith("doctor --config quickstart.conf --overlay s3a://bucket/a=b.conf\n");
  }

  @Test
  void filesThatCannotBeSentAreNamed() throws IOException {
    String none = folder + "/none.conf";
    refuses("cannot read \"" + none + "\"", "yarn", RUN, "--overlay", none);
    Path other = Files.createDirectory(folder.resolve("other"));
    Path namesake = Files.writeString(other.resolve("quickstart.conf"), "");
    refuses("two files called \"quickstart.conf\"", "yarn", RUN, "--overlay=" + namesake);
  }

  @Test
  void addressesAreLeftAsTheyAre() {
    assertThat(calls("yarn", "s3a://bucket/my.conf"))
        .contains("--files " + Project.ROOT + "/conf/log4j2.properties --class")
        .endsWith("--config s3a://bucket/my.conf\n");
  }

  @Test
  void podsGetImageTemplatesAndAnUploadedRunFile() {
    environment.put("ALMKD_MASTER", "k8s://https://host:6443");
    environment.put("ALMKD_IMAGE", "almkd:1");
    environment.put("ALMKD_UPLOAD", "s3a://bucket/upload");
    assertThat(calls("k8s", RUN))
        .contains("spark.kubernetes.container.image=almkd:1", "upload.path=s3a://bucket/upload")
        .contains("driver.podTemplateFile=" + Project.ROOT + "/deploy/k8s/base/driver-pod.yaml")
        .contains("--files " + RUN_HERE)
        .endsWith("local:///opt/almkd/almkd.jar distill --config quickstart.conf\n");
  }

  @Test
  void helpNeedsNoCluster() {
    assertThat(calls("k8s", "distill", "--help")).endsWith("almkd.jar distill --help\n");
  }

  @Test
  void missingAndMalformedSettingsAreNamed() {
    refuses("unknown mode \"mesos\"; modes: local, standalone, yarn, k8s", "mesos", RUN);
    refuses("ALMKD_MASTER is \"\"; expected the address of the master", "standalone", RUN);
    refuses("ALMKD_MASTER is \"\"; expected the address of the API server", "k8s", RUN);
    environment.put("ALMKD_MASTER", "k8s://https://host:6443");
    refuses("ALMKD_IMAGE is not set", "k8s", RUN);
    refuses("expected nothing: HADOOP_CONF_DIR tells", "yarn", RUN);
    environment.put("ALMKD_IMAGE", "almkd:1");
    refuses("ALMKD_UPLOAD is not set", "k8s", RUN);
    environment.put("ALMKD_EXECUTORS", "8-2");
    refuses("expected the smaller number first", "k8s", RUN);
    environment.put("ALMKD_EXECUTORS", "many");
    refuses("ALMKD_EXECUTORS is \"many\"", "k8s", RUN);
    environment.put("ALMKD_DEPLOY_MODE", "pod");
    refuses("ALMKD_DEPLOY_MODE is \"pod\"; expected client", "k8s", RUN);
    environment.put("ALMKD_MASTER", "");
    environment.put("ALMKD_DRIVER_MEMORY", "512m");
    refuses("ALMKD_DRIVER_MEMORY is \"512m\"; expected a size of at least 768m", "local", RUN);
    environment.put("ALMKD_DRIVER_MEMORY", "786431k");
    refuses("expected a size of at least 768m", "local", RUN);
    environment.put("ALMKD_DRIVER_MEMORY", "3 GB");
    refuses("expected a size of at least 768m", "local", RUN);
    environment.put("ALMKD_DRIVER_MEMORY", "1t");
    environment.put("HADOOP_CONF_DIR", folder + "/none");
    refuses("HADOOP_CONF_DIR is \"" + folder + "/none\"", "yarn", RUN);
  }
}

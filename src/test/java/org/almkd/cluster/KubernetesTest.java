package org.almkd.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The short quickstart in pods: made by Spark from our templates, accepted by a mock of the API
 * server, and run by our entrypoint as processes of this machine.
 */
@Tag("cluster")
class KubernetesTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final Pattern API = Pattern.compile("api (?<found>http://\\S+)");
  private static final long MIB = 1 << 20;

  @TempDir private static Path cluster;
  private static Job server;
  private static String api;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    server =
        Project.server(
            cluster,
            "kubernetes",
            "ToyKubernetes",
            cluster.toString(),
            Project.ROOT.toString(),
            Project.SPARK_HOME.toString());
    api = server.waitFor(API);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("ALMKD_MASTER", "k8s://" + api);
    environment.put("ALMKD_IMAGE", "almkd:test");
    environment.put("ALMKD_NAMESPACE", "almkd");
    environment.put("ALMKD_UPLOAD", "file:" + folder + "/upload");
    environment.put("ALMKD_DRIVER_MEMORY", "768m");
    environment.put("ALMKD_EXECUTOR_MEMORY", "768m");
    List<String> settings = List.of("spark.ui.enabled false");
    environment.put("ALMKD_SPARK_CONF", Project.sparkConf(folder, "k8s", settings).toString());
    return environment;
  }

  @Test
  void podsGiveTheSameStudentWithNoMoreRightsThanTheirRolesHave() throws IOException {
    ShortQuickstart.Result result =
        ShortQuickstart.run(
            folder, "k8s", environment(), ShortQuickstart.ROWS.toString(), folder + "/runs");
    assertThat(result).isEqualTo(ShortQuickstart.local(folder));

    Pod driver = pods("driver").get(0);
    assertThat(driver.getSpec().getServiceAccountName()).isEqualTo("almkd-driver");
    assertThat(driver.getSpec().getTerminationGracePeriodSeconds()).isGreaterThan(60);
    assertRestricted(driver, 768);
    assertThat(pods("executor"))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(pod -> assertRestricted(pod, 768))
        .allSatisfy(pod -> assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse())
        .allSatisfy(
            pod -> assertThat(pod.getSpec().getServiceAccountName()).isEqualTo("almkd-executor"))
        .allSatisfy(
            pod ->
                assertThat(environment(pod))
                    .containsEntry("OMP_NUM_THREADS", "1")
                    .containsEntry("MALLOC_ARENA_MAX", "2")
                    .containsValue("-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));

    assertAllowed("driver", "driver.yaml");
    assertAllowed("submitter", "submit.yaml");
  }

  /** What the templates ask for is still there once Spark has made pods of them. */
  private static void assertRestricted(Pod pod, long heap) {
    assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
    Container container = pod.getSpec().getContainers().get(0);
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getEnvFrom().get(0).getSecretRef().getName()).isEqualTo("almkd-storage");
    // Native arrays may take as much as the heap.
    Quantity memory = container.getResources().getLimits().get("memory");
    assertThat(memory.getNumericalAmount().longValue()).isGreaterThan(2 * heap * MIB);
  }

  private static Map<String, String> environment(Pod pod) {
    Map<String, String> environment = new HashMap<>();
    pod.getSpec()
        .getContainers()
        .get(0)
        .getEnv()
        .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
    return environment;
  }

  /** The mock allows everything: here requests are held against the role. */
  private static void assertAllowed(String who, String manifest) throws IOException {
    String text = Files.readString(Project.ROOT.resolve("deploy/k8s/base").resolve(manifest));
    Role role =
        Stream.of(text.split("(?m)^---$", -1))
            .map(document -> (HasMetadata) YAML.unmarshal(document))
            .filter(Role.class::isInstance)
            .map(Role.class::cast)
            .findFirst()
            .orElseThrow();
    List<String> requests =
        server
            .log()
            .lines()
            .filter(line -> line.startsWith(who + " "))
            .map(line -> line.substring(who.length() + 1))
            .toList();
    assertThat(requests).hasSizeGreaterThan(5);
    assertThat(new Permissions(role).refused(requests)).as("refused to the " + who).isEmpty();
  }

  private static List<Pod> pods(String role) throws IOException {
    try (Stream<Path> files = Files.walk(cluster, 2)) {
      return files
          .filter(file -> file.endsWith("pod.yaml"))
          .sorted()
          .map(file -> YAML.unmarshal(read(file), Pod.class))
          .filter(pod -> pod.getMetadata().getLabels().get("spark-role").equals(role))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Preemption: the pod is deleted while it works, and told so before it is ended. */
  @Tag("long")
  @Test
  void decommissionedExecutorIsReplacedAndTheStudentIsTheSame() throws Exception {
    String runs = folder + "/decommissioned";
    try (Job job =
        ShortQuickstart.start(
            folder, "k8s", environment(), ShortQuickstart.ROWS.toString(), runs)) {
      job.await("soft labels", () -> Files.isDirectory(Path.of(runs, "store/soft-labels")));
      delete(lastStarted());
      assertThat(job.exitCode()).as(job.log()).isZero();
    }
    assertThat(server.log()).contains("kubelet before stop ").contains("[/opt/decom.sh]");
    assertThat(ShortQuickstart.read(runs)).isEqualTo(ShortQuickstart.local(folder));
  }

  private static String lastStarted() {
    return server
        .log()
        .lines()
        .filter(line -> line.startsWith("kubelet started ") && line.contains("-exec-"))
        .reduce((first, second) -> second)
        .orElseThrow()
        .substring("kubelet started ".length());
  }

  private static void delete(String pod) throws IOException, InterruptedException {
    URI address = URI.create(api + "/api/v1/namespaces/almkd/pods/" + pod);
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(address).DELETE().build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }
}

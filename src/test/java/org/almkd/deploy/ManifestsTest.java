package org.almkd.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.almkd.config.RunConfigReader;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.s3a.S3AUtils;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manifests in deploy/k8s and deploy/airflow, held against the types of Kubernetes, and against
 * each other.
 */
class ManifestsTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final Path K8S = Path.of("deploy", "k8s");
  private static final String OPERATOR = "overlays/operator/spark-application.yaml";
  private static final String AIRFLOW = "../airflow/spark-application.yaml";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base/driver.yaml",
        "base/executor.yaml",
        "base/submit.yaml",
        "base/driver-pod.yaml",
        "base/executor-pod.yaml",
        "overlays/submit/namespace.yaml",
        "overlays/operator/namespace.yaml",
        OPERATOR,
        AIRFLOW
      })
  void everyFieldIsKnownAndRightlyTyped(String file) throws IOException {
    assertThat(StrictManifest.problems(text(file))).isEmpty();
  }

  @Test
  void noManifestIsLeftOut() throws IOException {
    try (Stream<Path> files = Files.walk(K8S)) {
      assertThat(files.filter(file -> file.toString().endsWith(".yaml"))).hasSize(8 + 3);
    }
  }

  @Test
  void unknownFieldsWrongTypesAndMissingFieldsAreFound() throws IOException {
    String pod = text("base/driver-pod.yaml");
    assertThat(StrictManifest.problems(pod.replace("resources:", "resourcez:")))
        .singleElement()
        .asString()
        .contains("resourcez", "Containers");
    assertThat(StrictManifest.problems(pod.replace("runAsUser: 10001", "runAsUser: almkd")))
        .singleElement()
        .asString()
        .contains("almkd");
    assertThat(StrictManifest.problems(pod.replace("  containers:", "  initContainers:")))
        .containsExactly("Pod has no spec.containers");
    String application = text(OPERATOR);
    assertThat(StrictManifest.problems(application.replace("  mainClass:", "  mainKlass:")))
        .containsExactly("unknown fields [mainKlass] in SparkApplication.spec");
    assertThat(StrictManifest.problems(application.replace("sizeLimit", "sizeLimits")))
        .hasSize(6)
        .allSatisfy(problem -> assertThat(problem).contains("sizeLimits", "template"));
  }

  @ParameterizedTest
  @ValueSource(strings = {OPERATOR, AIRFLOW})
  void applicationSaysWhatTemplatesAndSettingsSay(String file) throws IOException {
    GenericKubernetesResource application = YAML.unmarshal(text(file));
    for (String role : List.of("driver", "executor")) {
      Map<String, Object> pod = map(text("base/" + role + "-pod.yaml"));
      pod.remove("apiVersion");
      pod.remove("kind");
      assertThat(StrictManifest.part(application, "spec", role, "template")).isEqualTo(pod);
    }
    Map<String, Object> settings = new TreeMap<>(sparkConf());
    // What the operator has fields of its own for.
    settings.remove("spark.executor.cores");
    settings.remove("spark.executor.memory");
    settings.remove("spark.executor.instances");
    settings.remove("spark.kubernetes.authenticate.driver.serviceAccountName");
    assertThat(StrictManifest.part(application, "spec", "sparkConf")).isEqualTo(settings);
    assertThat(StrictManifest.part(application, "spec", "type")).isEqualTo("Java");
  }

  /** Hadoop's own chain, in its order, with the identity that EKS gives to an account. */
  @Test
  void credentialsMayComeFromTheIdentityOfAnAccount() throws IOException {
    Configuration configuration = new Configuration();
    String key = "fs.s3a.aws.credentials.provider";
    List<String> chain =
        new ArrayList<>(List.of(sparkConf().get("spark.hadoop." + key).split(",")));
    configuration.set(key, String.join(",", chain));
    assertThat(S3AUtils.createAWSCredentialProviderSet(null, configuration).toString())
        .contains("WebIdentityTokenCredentialsProvider");
    assertThat(chain.remove("com.amazonaws.auth.WebIdentityTokenCredentialsProvider")).isTrue();
    assertThat(chain).containsExactly(new Configuration().getTrimmedStrings(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {OPERATOR, AIRFLOW})
  void whatAnApplicationNamesIsMadeByTheOverlay(String file) throws IOException {
    GenericKubernetesResource application = YAML.unmarshal(text(file));
    List<String> named = new ArrayList<>();
    for (String role : List.of("driver", "executor")) {
      named.add(
          "ServiceAccount/" + StrictManifest.part(application, "spec", role, "serviceAccount"));
      if (StrictManifest.part(application, "spec", role, "configMaps") instanceof List<?> maps) {
        maps.forEach(map -> named.add("ConfigMap/" + ((Map<?, ?>) map).get("name")));
      }
    }
    assertThat(Kustomization.read(K8S.resolve("overlays/operator")).resources()).containsAll(named);
  }

  @Test
  void driverThatWasLostCountsAsDeadWhenTheOperatorStartsItAgain() throws IOException {
    GenericKubernetesResource application = YAML.unmarshal(text(OPERATOR));
    String run = text("overlays/operator/run.conf");
    Duration heartbeat = RunConfigReader.read("run.conf", run, List.of()).run().heartbeat();
    assertThat(StrictManifest.part(application, "spec", "restartPolicy", "onFailureRetryInterval"))
        .asInstanceOf(InstanceOfAssertFactories.INTEGER)
        .isGreaterThan((int) heartbeat.multipliedBy(3).toSeconds());
  }

  @ParameterizedTest
  @CsvSource({"base, 7", "overlays/submit, 8", "overlays/operator, 10"})
  void kustomizationFindsAllThatItNames(String folder, int resources) {
    Kustomization read = Kustomization.read(K8S.resolve(folder));
    assertThat(read.problems()).isEmpty();
    assertThat(read.resources()).hasSize(resources);
  }

  @Test
  void mistakesInAKustomizationAreFound(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.yaml"), text("base/executor.yaml"));
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: almkd
        resource: [b.yaml]
        resources: [a.yaml, a.yaml, c.yaml]
        configMapGenerator: [{name: run, files: [run.conf]}]
        patches:
          - {path: d.yaml}
          - {patch: "[]", target: {kind: Role, name: almkd-driver}}
        """);
    assertThat(Kustomization.read(folder).problems())
        .containsExactly(
            "unknown fields [resource]",
            "no resource c.yaml",
            "no file run.conf for ConfigMap run",
            "no patch d.yaml",
            "no target Role/almkd-driver of a patch",
            "nothing makes the namespace almkd",
            "a resource twice in [ServiceAccount/almkd-executor, ServiceAccount/almkd-executor,"
                + " ConfigMap/run-HASH]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"submit", "operator"})
  void overlaysAreBuiltByKustomize(String overlay) throws Exception {
    assumeTrue(hasKubectl(), "no kubectl that reads folders as resources (1.21 or newer)");
    Process kubectl =
        new ProcessBuilder("kubectl", "kustomize", K8S + "/overlays/" + overlay)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String built = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kubectl.waitFor()).isZero();
    assertThat(StrictManifest.problems(built)).isEmpty();
    List<String> documents = StrictManifest.documents(built);
    assertThat(documents.stream().map(Kustomization::nameOf).toList())
        .containsExactlyInAnyOrderElementsOf(
            Kustomization.read(K8S.resolve("overlays/" + overlay)).resources());
    assertThat(documents)
        .allSatisfy(
            document ->
                assertThat(document).containsAnyOf("  namespace: almkd\n", "kind: Namespace\n"));
  }

  /** Older ones, as Debian 12 has, know no folders among resources. */
  private static boolean hasKubectl() throws InterruptedException {
    try {
      Process kubectl = new ProcessBuilder("kubectl", "version", "--client").start();
      String version = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return kubectl.waitFor() == 0 && version.contains("Kustomize Version: v5");
    } catch (IOException e) {
      return false;
    }
  }

  /** A manifest, with a word in place of what Airflow fills in. */
  private static String text(String file) throws IOException {
    return Files.readString(K8S.resolve(file)).replaceAll("\\{\\{.*?}}", "x");
  }

  private static Map<String, Object> map(String yaml) {
    @SuppressWarnings("unchecked")
    Map<String, Object> map = YAML.unmarshal(yaml, Map.class);
    return map;
  }

  private static Map<String, String> sparkConf() throws IOException {
    Map<String, String> settings = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("conf", "spark", "k8s.conf"))) {
      if (line.startsWith("spark.")) {
        String[] parts = line.split("\\s+", 2);
        settings.put(parts[0], parts[1]);
      }
    }
    return settings;
  }
}

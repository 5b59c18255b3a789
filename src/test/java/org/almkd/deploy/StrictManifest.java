package org.almkd.deploy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads manifests as a strict API server would: unknown fields, wrong types and missing fields are
 * problems. Of a SparkApplication, the operator's resource, the names of fields are those of its
 * version v1beta2.
 */
final class StrictManifest {
  private static final Set<String> APPLICATION =
      words(
          "arguments batchScheduler batchSchedulerOptions deps driver driverIngressOptions"
              + " driverPodDisruptionBudget dynamicAllocation executor failureRetries hadoopConf"
              + " hadoopConfigMap image imagePullPolicy imagePullSecrets mainApplicationFile"
              + " mainClass memoryOverheadFactor mode monitoring nodeSelector proxyUser"
              + " pythonVersion restartPolicy retryInterval sparkConf sparkConfigMap sparkUIOptions"
              + " sparkVersion suspend timeToLiveSeconds type volumes");
  private static final Set<String> ROLE =
      words(
          "affinity annotations configMaps coreLimit coreRequest cores dnsConfig env envFrom"
              + " envSecretKeyRefs envVars gpu hostAliases hostNetwork image initContainers"
              + " javaOptions labels lifecycle memory memoryLimit memoryOverhead nodeSelector"
              + " podSecurityContext ports priorityClassName schedulerName secrets securityContext"
              + " serviceAccount shareProcessNamespace sidecars template"
              + " terminationGracePeriodSeconds tolerations volumeMounts instances"
              + " deleteOnTermination podName kubernetesMaster serviceAnnotations serviceLabels");

  /** Fields without which a resource of a kind is refused; a dot goes one level down. */
  private static final Map<String, List<String>> REQUIRED =
      Map.of(
          "Pod", List.of("spec.containers"),
          "Role", List.of("metadata.name", "rules"),
          "RoleBinding", List.of("metadata.name", "roleRef.kind", "roleRef.name", "subjects"),
          "ServiceAccount", List.of("metadata.name"),
          "Namespace", List.of("metadata.name"),
          "ConfigMap", List.of("metadata.name"),
          "SparkApplication",
              List.of(
                  "metadata.name",
                  "spec.type",
                  "spec.mainApplicationFile",
                  "spec.sparkVersion",
                  "spec.driver",
                  "spec.executor"));

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private final List<String> problems = new ArrayList<>();

  private StrictManifest() {}

  /** Returns what is wrong with the documents of a file. */
  static List<String> problems(String text) {
    StrictManifest manifest = new StrictManifest();
    documents(text).forEach(manifest::check);
    return manifest.problems;
  }

  /** The documents of a file. */
  static List<String> documents(String text) {
    return Stream.of(text.split("(?m)^---\\s*$", -1)).filter(part -> !part.isBlank()).toList();
  }

  /** A part of a SparkApplication, by the names on the way to it. */
  static Object part(GenericKubernetesResource application, String... path) {
    return application.get((Object[]) path);
  }

  private void check(String document) {
    try {
      HasMetadata resource = YAML.unmarshal(document);
      String kind = resource.getKind();
      walk(resource, kind);
      require(kind, YAML.unmarshal(document, Map.class));
      if (resource instanceof GenericKubernetesResource generic) {
        checkApplication(generic);
      }
    } catch (RuntimeException e) {
      problems.add(
          String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
    }
  }

  private void require(String kind, Map<?, ?> resource) {
    if (!REQUIRED.containsKey(kind)) {
      problems.add("kind " + kind + " is not known here");
      return;
    }
    for (String field : REQUIRED.get(kind)) {
      Object value = resource;
      for (String name : field.split("[.]", -1)) {
        value = value instanceof Map<?, ?> map ? map.get(name) : null;
      }
      if (value == null) {
        problems.add(kind + " has no " + field);
      }
    }
  }

  private void checkApplication(GenericKubernetesResource application) {
    unknown("SparkApplication.spec", part(application, "spec"), APPLICATION);
    for (String role : List.of("driver", "executor")) {
      unknown("SparkApplication.spec." + role, part(application, "spec", role), ROLE);
      String template = YAML.asYaml(part(application, "spec", role, "template"));
      walk(YAML.unmarshal(template, PodTemplateSpec.class), role + ".template");
    }
  }

  private void unknown(String place, Object found, Set<String> known) {
    Set<String> unknown = new TreeSet<>();
    ((Map<?, ?>) found).keySet().forEach(name -> unknown.add(name.toString()));
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      problems.add("unknown fields " + unknown + " in " + place);
    }
  }

  /** What the types of Kubernetes have no field for, they keep apart. */
  private void walk(Object value, String place) {
    if (value instanceof Collection<?> values) {
      values.forEach(entry -> walk(entry, place));
    } else if (value != null && value.getClass().getName().startsWith("io.fabric8")) {
      for (Method method : value.getClass().getMethods()) {
        boolean isField =
            method.getName().startsWith("get")
                && method.getParameterCount() == 0
                && !method.isDefault();
        if (isField && !method.getName().equals("getClass")) {
          walkField(value, method, place);
        }
      }
    }
  }

  private void walkField(Object value, Method method, String place) {
    try {
      Object field = method.invoke(value);
      if (!method.getName().equals("getAdditionalProperties")) {
        walk(field, place + "." + method.getName().substring("get".length()));
      } else if (!((Map<?, ?>) field).isEmpty() && !(value instanceof GenericKubernetesResource)) {
        problems.add("unknown fields " + ((Map<?, ?>) field).keySet() + " in " + place);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> words(String text) {
    return Set.of(text.split(" ", -1));
  }
}

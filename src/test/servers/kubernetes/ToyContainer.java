import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Spark's container of a pod, as a process; its volumes are folders. */
final class ToyContainer implements Runnable {
  private final KubernetesClient client;
  private final Pod pod;
  private final Container container;
  private final ToyImage image;
  private final Path folder;
  private final Map<String, Path> mounts = new HashMap<>();

  ToyContainer(KubernetesClient client, Pod pod, ToyImage image) {
    this.client = client;
    this.pod = pod;
    this.image = image;
    this.container =
        pod.getSpec().getContainers().stream()
            .filter(c -> c.getName().startsWith("spark-kubernetes-"))
            .findFirst()
            .orElseThrow();
    this.folder = image.folder().resolve(pod.getMetadata().getName());
  }

  @Override
  public void run() {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("pod.yaml"), Serialization.asYaml(pod));
      mountVolumes();
      Process process = start();
      report("Running", null);
      System.out.println("kubelet started " + name());
      int code = await(process);
      System.out.println("kubelet ended " + name() + " " + code);
      report(code == 0 ? "Succeeded" : "Failed", code);
    } catch (IOException | InterruptedException | RuntimeException e) {
      e.printStackTrace(System.out);
      report("Failed", 128);
    }
  }

  private String name() {
    return pod.getMetadata().getName();
  }

  private PodResource resource() {
    return client.pods().inNamespace(pod.getMetadata().getNamespace()).withName(name());
  }

  private void mountVolumes() throws IOException, InterruptedException {
    for (VolumeMount mount : container.getVolumeMounts()) {
      Path place = Files.createDirectories(folder.resolve("volumes/" + mount.getName()));
      // The machine's own /tmp serves: other paths in the text may begin with it.
      if (!mount.getMountPath().equals("/tmp")) {
        mounts.put(mount.getMountPath(), place);
      }
    }
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getConfigMap() != null) {
        write(volume);
      }
    }
  }

  private void write(Volume volume) throws IOException, InterruptedException {
    ConfigMap map = null;
    for (int i = 0; i < 100 && map == null; i++) {
      map =
          client
              .configMaps()
              .inNamespace(pod.getMetadata().getNamespace())
              .withName(volume.getConfigMap().getName())
              .get();
      Thread.sleep(100);
    }
    Map<String, String> names = new HashMap<>();
    volume.getConfigMap().getItems().forEach(item -> names.put(item.getKey(), item.getPath()));
    for (Map.Entry<String, String> entry : map.getData().entrySet()) {
      String file = names.getOrDefault(entry.getKey(), entry.getKey());
      Files.writeString(
          folder.resolve("volumes/" + volume.getName()).resolve(file),
          entry.getValue().lines().map(this::here).collect(Collectors.joining("\n")));
    }
  }

  /**
   * What the driver passes on to executors, their settings and template, keeps the image's paths.
   */
  private String here(String line) {
    boolean isForExecutors = line.startsWith("spark.executor.") || line.contains("mountPath:");
    return isForExecutors ? line : image.here(line, mounts);
  }

  private Process start() throws IOException {
    List<String> command = new ArrayList<>(List.of(image.entrypoint()));
    for (String argument : container.getArgs()) {
      command.add(image.here(argument, mounts));
    }
    if (container.getArgs().get(0).equals("driver")) {
      // What the cluster's network and volumes would give.
      command.addAll(
          2,
          List.of(
              "--conf",
              "spark.driver.host=127.0.0.1",
              "--conf",
              "spark.kubernetes.driver.master=" + image.api(),
              "--conf",
              "spark.kubernetes.authenticate.driver.mounted.oauthTokenFile=" + image.token()));
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(mounts.get("/opt/spark/work-dir").toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().put("SPARK_HOME", image.sparkHome());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    for (EnvVar variable : container.getEnv()) {
      String value = value(variable);
      if (value != null) {
        builder.environment().put(variable.getName(), image.here(value, mounts));
      }
    }
    return builder.start();
  }

  private String value(EnvVar variable) {
    EnvVarSource source = variable.getValueFrom();
    if (source == null || source.getFieldRef() == null) {
      return variable.getValue();
    }
    return source.getFieldRef().getFieldPath().equals("status.podIP") ? "127.0.0.1" : name();
  }

  /** Waits for the end; a pod that is deleted is ended as Kubernetes ends it. */
  private int await(Process process) throws IOException, InterruptedException {
    while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
      if (resource().get() == null) {
        end(process);
      }
    }
    return process.exitValue();
  }

  private void end(Process process) throws IOException, InterruptedException {
    long grace = pod.getSpec().getTerminationGracePeriodSeconds();
    if (container.getLifecycle() != null && container.getLifecycle().getPreStop() != null) {
      System.out.println(
          "kubelet before stop "
              + name()
              + " "
              + container.getLifecycle().getPreStop().getExec().getCommand());
      new ProcessBuilder(image.decommission(), Long.toString(process.pid()))
          .start()
          .waitFor(grace, TimeUnit.SECONDS);
    }
    process.destroy();
    if (!process.waitFor(grace, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private void report(String phase, Integer code) {
    if (resource().get() == null) {
      return;
    }
    ContainerStatusBuilder status =
        new ContainerStatusBuilder()
            .withName(container.getName())
            .withImage(container.getImage())
            .withReady(code == null);
    String now = Instant.now().toString();
    if (code == null) {
      status.withNewState().withNewRunning().withStartedAt(now).endRunning().endState();
    } else {
      status.withNewState().withNewTerminated().withExitCode(code).endTerminated().endState();
    }
    resource()
        .edit(
            current ->
                new PodBuilder(current)
                    .withNewStatus()
                    .withPhase(phase)
                    .withPodIP("127.0.0.1")
                    .withStartTime(now)
                    .withContainerStatuses(status.build())
                    .endStatus()
                    .build());
  }
}

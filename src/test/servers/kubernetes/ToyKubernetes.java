import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import okhttp3.mockwebserver.MockWebServer;

/**
 * An API server without rights or schedules, and a kubelet that runs the containers of pods as
 * processes of this machine, by the image's own entrypoint: {@code ToyKubernetes FOLDER PROJECT
 * SPARK_HOME}. Prints {@code api ADDRESS}, then {@code WHO METHOD PATH} of each request, and runs
 * until it is killed.
 */
public final class ToyKubernetes {
  // Held, or it would be made anew with its level.
  private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

  private ToyKubernetes() {}

  /** Starts both. */
  public static void main(String[] arguments) throws Exception {
    REQUESTS.setLevel(Level.WARNING);
    KubernetesMockServer server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new ToyApi(), false);
    server.init(InetAddress.getByName("127.0.0.1"), 0);
    String address = "http://127.0.0.1:" + server.getPort();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(address)
            .addToCustomHeaders(ToyApi.KUBELET, "yes")
            .build();
    KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
    ToyImage image = new ToyImage(Path.of(arguments[0]), arguments[1], arguments[2], address);
    System.out.println("api " + address);
    Set<String> seen = new HashSet<>();
    while (true) {
      for (Pod pod : client.pods().inAnyNamespace().list().getItems()) {
        if (seen.add(pod.getMetadata().getName())) {
          new Thread(new ToyContainer(client, pod, image)).start();
        }
      }
      Thread.sleep(200);
    }
  }
}

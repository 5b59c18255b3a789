import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.Socket;
import java.util.List;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.RecordedRequest;
import okio.Buffer;

/**
 * The mock of an API server, with what Spark needs besides: server-side apply makes objects that
 * are not there, and a new pod is Pending. Prints who asked for what: the driver is known by its
 * token.
 */
final class ToyApi extends KubernetesCrudDispatcher {
  /** Header of the kubelet's own requests, which are not printed. */
  static final String KUBELET = "Toy-Kubelet";

  ToyApi() {
    super(List.of());
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    if (request.getHeader(KUBELET) == null) {
      String who = request.getHeader("Authorization") == null ? "submitter" : "driver";
      System.out.println(who + " " + request.getMethod() + " " + request.getPath());
    }
    String path = request.getPath();
    if (request.getMethod().equals("PATCH") && path.contains("fieldManager=")) {
      return apply(request, path.substring(0, path.indexOf('?')));
    }
    if (request.getMethod().equals("POST") && path.endsWith("/pods")) {
      String body = request.getBody().clone().readUtf8();
      Pod pod = Serialization.unmarshal(body, Pod.class);
      pod.setStatus(new PodStatusBuilder().withPhase("Pending").build());
      Buffer pending = new Buffer().writeUtf8(Serialization.asJson(pod));
      return super.dispatch(as(request, "POST", path, pending));
    }
    return super.dispatch(request);
  }

  private MockResponse apply(RecordedRequest request, String path) {
    Buffer body = request.getBody().clone();
    MockResponse found = super.dispatch(as(request, "GET", path, new Buffer()));
    return found.getStatus().contains("404")
        ? super.dispatch(as(request, "POST", path.substring(0, path.lastIndexOf('/')), body))
        : super.dispatch(as(request, "PUT", path, body));
  }

  private static RecordedRequest as(
      RecordedRequest request, String method, String path, Buffer body) {
    return new RecordedRequest(
        method + " " + path + " HTTP/1.1",
        request.getHeaders().newBuilder().set("Content-Type", "application/json").build(),
        List.of(),
        body.size(),
        body,
        request.getSequenceNumber(),
        // Never used; without one, the request's own constructor fails.
        new Socket());
  }
}

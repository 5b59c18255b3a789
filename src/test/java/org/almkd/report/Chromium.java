package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Opens pages in headless Chromium, served from this JVM so that every request is seen. Without
 * Chromium tests are skipped, but not on CI (environment variable CI).
 */
public final class Chromium implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/bin/chromium");
  private static final int TIMEOUT_SECONDS = 60;
  private static final Pattern MEASURED = Pattern.compile("width (\\d+) widest (\\d+) text (\\d+)");
  private static final String MEASURING =
      """
      <script>
        onload = () => {
          const page = document.querySelector('iframe').contentDocument;
          const out = document.getElementById('p');
          const widest = Math.max(...[...page.querySelectorAll('svg, .scroll, .scroll img, h1, p, dl')]
              .map(e => e.getBoundingClientRect().right));
          const text = page.querySelector('svg text').getBoundingClientRect().height;
          out.textContent = 'width ' + page.documentElement.scrollWidth + ' widest '
              + Math.ceil(widest) + ' text ' + Math.floor(text);
        };
      </script>
      """;

  private final Path folder;
  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /**
   * What Chromium made of a page.
   *
   * @param dom its elements, as HTML
   * @param console lines of the console
   * @param requests paths that it asked the server for
   */
  public record Opened(String dom, List<String> console, List<String> requests) {}

  /** Starts a server; Chromium's own files go below the folder. */
  public Chromium(Path folder) throws IOException {
    boolean found = Files.isExecutable(BINARY);
    assertThat(found || System.getenv("CI") == null)
        .as("%s is there on CI (apt-get install chromium)", BINARY)
        .isTrue();
    Assumptions.assumeTrue(found, BINARY + " is not installed");
    this.folder = folder;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Puts a file on the server. */
  public void serve(String name, byte[] content) {
    files.put("/" + name, content);
  }

  /** Opens a file of the server. */
  public Opened open(String name, String... options) {
    requests.clear();
    Path out = folder.resolve("dom.html");
    Path log = folder.resolve("log.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                BINARY.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                // Whatever else is asked for has no address: it would show as an error.
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--virtual-time-budget=3000"));
    command.addAll(List.of(options));
    command.add("--dump-dom");
    command.add("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(log.toFile())
              .start();
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(ended).as("Chromium ends within %d s", TIMEOUT_SECONDS).isTrue();
      List<String> console =
          Files.readString(log).lines().filter(line -> line.contains("CONSOLE")).toList();
      return new Opened(Files.readString(out), console, List.copyOf(requests));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Asserts that a page of the server fits a window: the page itself may run no script, the one
   * that frames it measures.
   */
  public void assertFits(String page, int width) {
    String frame =
        "<iframe src=%s style='width:%dpx;height:800px;border:0'></iframe><pre id=p></pre>"
            .formatted(page, width);
    serve("frame.html", (frame + MEASURING).getBytes(UTF_8));
    String dom = open("frame.html", "--window-size=1400,900").dom();
    Matcher measured = MEASURED.matcher(dom);
    assertThat(measured.find()).as(dom).isTrue();
    assertThat(Integer.parseInt(measured.group(1))).as("page").isLessThanOrEqualTo(width);
    assertThat(Integer.parseInt(measured.group(2))).as("element").isLessThanOrEqualTo(width);
    assertThat(Integer.parseInt(measured.group(3))).as("letters").isGreaterThanOrEqualTo(10);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(path);
    byte[] content = files.get(path);
    try (exchange) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Type", path.endsWith(".svg") ? "image/svg+xml" : "text/html; charset=utf-8");
      byte[] body = content == null ? "nothing here".getBytes(UTF_8) : content;
      exchange.sendResponseHeaders(content == null ? 404 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

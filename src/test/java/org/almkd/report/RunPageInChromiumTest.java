package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser makes of a page whose texts try to break out of it. */
class RunPageInChromiumTest {
  private static final String HOSTILE =
      "</td></svg></style></title><script>document.title='caught'</script><img src='/leak.png'>";

  private static final Pattern MEASURED = Pattern.compile("width (\\d+) widest (\\d+) text (\\d+)");

  @TempDir private Path folder;
  private Chromium chromium;
  private Map<String, byte[]> files;

  @BeforeEach
  void render() throws IOException {
    chromium = new Chromium(folder);
    String longName = "a-class-of-one-very-long-name-".repeat(40);
    SampleRun run =
        new SampleRun(folder.resolve("run"), List.of(HOSTILE, "dog", longName))
            .withLambdas(true, 10, 20);
    files = RunPage.of(run.contents()).files();
    files.forEach(chromium::serve);
  }

  @AfterEach
  void close() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @Test
  void showsTextsAsTextsAndAsksForNothing() {
    Chromium.Opened page = chromium.open("report.html");
    assertThat(page.console()).isEmpty();
    assertThat(page.requests()).containsExactly("/report.html");
    assertThat(page.dom())
        .contains("<title>Run sample-1</title>", "&lt;img src='/leak.png'&gt;")
        .doesNotContain("<script", "<img");
    assertThat(page.dom().split("<svg ", -1)).hasSize(10);
  }

  /** The page itself may run no script; the one that frames it measures. */
  @ParameterizedTest
  @ValueSource(ints = {400, 1280})
  void isNoWiderThanTheWindow(int width) {
    String frame =
        "<iframe src=report.html style='width:%dpx;height:800px;border:0'></iframe><pre id=p></pre>"
            .formatted(width);
    String script =
        """
        <script>
          onload = () => {
            const page = document.querySelector('iframe').contentDocument;
            const out = document.getElementById('p');
            const widest = Math.max(...[...page.querySelectorAll('svg, .scroll, h1, p, dl')]
                .map(e => e.getBoundingClientRect().right));
            const text = page.querySelector('svg text').getBoundingClientRect().height;
            out.textContent = 'width ' + page.documentElement.scrollWidth + ' widest '
                + Math.ceil(widest) + ' text ' + Math.floor(text);
          };
        </script>
        """;
    chromium.serve("frame.html", (frame + script).getBytes(UTF_8));
    String dom = chromium.open("frame.html", "--window-size=1400,900").dom();
    Matcher measured = MEASURED.matcher(dom);
    assertThat(measured.find()).as(dom).isTrue();
    assertThat(Integer.parseInt(measured.group(1))).as("page").isLessThanOrEqualTo(width);
    assertThat(Integer.parseInt(measured.group(2))).as("element").isLessThanOrEqualTo(width);
    assertThat(Integer.parseInt(measured.group(3))).as("letters").isGreaterThanOrEqualTo(10);
  }

  @Test
  void figuresStandAlone() {
    Chromium.Opened figure = chromium.open("figures/lambda-by-confidence-teacher-big.svg");
    assertThat(figure.console()).isEmpty();
    assertThat(figure.dom()).contains("clean labels").doesNotContain("parsererror");
    assertThat(figure.requests()).doesNotContain("/leak.png");
  }
}

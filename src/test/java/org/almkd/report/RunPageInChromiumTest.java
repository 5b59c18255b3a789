package org.almkd.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
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

  @TempDir private Path folder;
  private Chromium chromium;
  private Map<String, byte[]> files;

  @BeforeEach
  void render() throws IOException {
    chromium = new Chromium(folder);
    String longName = "a-class-of-one-very-long-name-".repeat(40);
    SampleRun run =
        new SampleRun(folder.resolve("run"), List.of(HOSTILE, "dog", longName))
            .withLambdas(true, 10, 20)
            .withPictures(picture());
    files = RunPage.of(run.contents()).files();
    files.forEach(chromium::serve);
  }

  private static byte[] picture() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "png", png);
    return png.toByteArray();
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
        .doesNotContain("<script", "<img src=\"/", "<img src='");
    assertThat(page.dom().split("<img src=\"data:image/png;base64,", -1)).hasSize(101);
    assertThat(page.dom().split("<svg ", -1)).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 1280})
  void isNoWiderThanTheWindow(int width) {
    chromium.assertFits("report.html", width);
  }

  @Test
  void figuresStandAlone() {
    Chromium.Opened figure = chromium.open("figures/lambda-by-confidence-teacher-big.svg");
    assertThat(figure.console()).isEmpty();
    assertThat(figure.dom()).contains("clean labels").doesNotContain("parsererror");
    assertThat(figure.requests()).doesNotContain("/leak.png");
  }
}

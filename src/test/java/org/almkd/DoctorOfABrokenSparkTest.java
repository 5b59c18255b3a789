package org.almkd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor in a JVM of its own, whose Spark cannot do what the shared one of the tests can. */
@Tag("spark")
class DoctorOfABrokenSparkTest {
  @TempDir private Path folder;

  @Test
  void aSparkThatDoesNotStartIsTold() throws Exception {
    String said = doctor("-Dspark.master=nowhere");
    assertThat(said)
        .contains("FAIL spark          driver      Spark does not start: ", "nowhere")
        .as("the driver is looked at all the same")
        .contains("openblas-sums  driver")
        .endsWith("exit 7");
  }

  @Test
  void executorsThatDoNotAnswerAreTold() throws Exception {
    // No answer fits into a byte.
    String said = doctor("-Dspark.master=local[1]", "-Dspark.driver.maxResultSize=1b");
    assertThat(said)
        .contains("ok   spark          driver", "FAIL spark-job      executor")
        .contains("spark.driver.maxResultSize")
        .endsWith("exit 7");
  }

  private String doctor(String... properties) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens="))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "-Xmx1g"));
    command.addAll(List.of(properties));
    command.addAll(List.of("org.almkd.Main", "doctor"));
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return Files.readString(out, UTF_8) + "exit " + process.exitValue();
  }
}

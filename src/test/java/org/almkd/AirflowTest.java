package org.almkd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.almkd.data.LocalSpark;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FsShell;
import org.apache.hadoop.util.ToolRunner;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stands in {@code deploy/airflow}: its tests in Python, and what it takes for granted of runs
 * and of Hadoop. Skipped where there is no Python, but not on CI (environment variable CI).
 */
class AirflowTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Path DAGS = Path.of("deploy/airflow");
  private static final Path TESTS = Path.of("src/test/airflow");

  @TempDir private Path folder;

  private String python(String... arguments) throws IOException, InterruptedException {
    boolean installed = Files.isExecutable(PYTHON);
    Assumptions.assumeTrue(installed || System.getenv("CI") != null, "Python is not installed");
    assertThat(installed).as("%s is there", PYTHON).isTrue();
    List<String> command = new ArrayList<>(List.of(PYTHON.toString()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder
        .environment()
        .putAll(Map.of("PYTHONPATH", DAGS + ":" + TESTS, "PYTHONDONTWRITEBYTECODE", "1"));
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("Python ended").isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  @Test
  void testsInPythonPass() throws IOException, InterruptedException {
    String text = python("-m", "unittest", "discover", "-s", TESTS.toString());
    assertThat(text).containsPattern("Ran [2-9]\\d tests in").endsWith("OK\n");
  }

  @Test
  @Tag("spark")
  void statusOfARunIsUnderstood() throws IOException, InterruptedException {
    LocalSpark.session();
    TinyRun tiny = new TinyRun(folder);
    tiny.rowsAre("0,train,7,1,1,1,1\n");
    tiny.run("run.id=tiny");
    assertThat(verdict(tiny)).startsWith("FAILED exit code 3: ");
    tiny.rowsAre(TinyRun.rows(0, TinyRun.ROWS));
    assertThat(tiny.run("run.id=tiny").code()).isZero();
    assertThat(verdict(tiny)).startsWith("DONE run tiny succeeded");
  }

  private String verdict(TinyRun tiny) throws IOException, InterruptedException {
    String program =
        """
        import datetime, pathlib, sys, almkd_status
        file = pathlib.Path(sys.argv[1]) / "status.json"
        verdict = almkd_status.of_run(
            lambda name: file.read_text(), datetime.datetime.now(datetime.timezone.utc))
        print(verdict.outcome.name, verdict.message)
        """;
    return python("-c", program, tiny.runs().resolve("tiny").toString());
  }

  /** The words by which {@code read_with_spark} tells a missing file from a failure. */
  @Test
  void hadoopSaysThatAFileIsMissingAsTheReaderExpects() throws Exception {
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, UTF_8));
    int code;
    try {
      String missing = folder.resolve("status.json").toUri().toString();
      code = ToolRunner.run(new Configuration(), new FsShell(), new String[] {"-cat", missing});
    } finally {
      System.setErr(err);
    }
    assertThat(code).isNotZero();
    assertThat(printed.toString(UTF_8)).contains("No such file or directory");
  }

  @Test
  void applicationIsRetriedByAirflowAlone() throws IOException {
    String text =
        Files.readString(DAGS.resolve("spark-application.yaml")).replaceAll("\\{\\{.*?}}", "x");
    JsonNode spec = new YAMLMapper().readTree(text).get("spec");
    assertThat(spec.at("/restartPolicy/type").asText()).isEqualTo("Never");
    assertThat(spec.get("mainClass").asText()).isEqualTo(Main.class.getName());
    // They are the task's.
    assertThat(spec.has("arguments")).isFalse();
    // CustomObjectLauncher of the provider of Airflow 2 takes them for granted.
    assertThat(spec.at("/driver/labels").isObject()).isTrue();
  }
}

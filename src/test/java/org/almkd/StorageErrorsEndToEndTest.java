package org.almkd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.almkd.data.LocalSpark;
import org.almkd.storage.FailingFileSystem;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that cannot be written or trusted end the job with exit code 5; a folder that is the
 * store's is a mistake of the configuration.
 */
@Tag("spark")
class StorageErrorsEndToEndTest {
  private static final int CONFIG = 2;
  private static final int STORAGE = 5;
  private static final Pattern PARAMETERS =
      Pattern.compile("\"parametersSha256\"\\s*:\\s*\"\\w+\"");

  /** Begins the path of a file that the disk has no room for, each in another stage of a run. */
  private static final List<String> CUTS =
      List.of(
          "/status.json",
          "/store/data/[^/]+/[^/]+/(train|validation|test)-",
          "/store/data/[^/]+/[^/]+\\.manifest",
          "/store/networks/[^/]+/[^/]+/model",
          "/store/networks/[^/]+/[^/]+\\.manifest",
          "/store/soft-labels/[^/]+/[^/]+/",
          "/store/soft-labels/[^/]+/[^/]+\\.manifest",
          "/teachers/big/model.zip",
          "/lambdas/epoch-0001/[^/]+/shard-",
          "/lambdas/epoch-0001/[^/]+\\.manifest",
          "/student/model.zip",
          "/report.json",
          "/run.manifest.json");

  @TempDir private Path folder;

  @BeforeAll
  static void startSpark() {
    LocalSpark.session();
  }

  @Test
  void fileWhereTheFolderOfRunsShouldBeIsNamed() {
    TinyRun tiny = new TinyRun(folder);
    tiny.write("runs", "a file");
    tiny.fails(
        STORAGE,
        List.of(),
        "Cannot write ",
        folder + "/runs/tiny-",
        "a regular file stands where a folder is expected; move it away or choose another folder");
  }

  @Test
  void runInTheFolderOfTheStoreIsRefusedBeforeAFileIsMade() {
    TinyRun tiny = new TinyRun(folder);
    String store = "Cannot keep the run in file:" + folder + "/runs/store";
    tiny.fails(CONFIG, List.of("run.id=store"), store, "choose another run.id or store.dir");
    assertThat(tiny.runs()).doesNotExist();
  }

  @Test
  void fileWhereTheStoreShouldBeIsNamedBeforeATaskIsTried() {
    TinyRun tiny = new TinyRun(folder);
    tiny.write("store", "a file");
    try (FailedTasks failed = new FailedTasks(LocalSpark.session().sparkContext())) {
      tiny.failsInItsFolder(
          STORAGE,
          List.of("store.dir=" + folder + "/store"),
          folder + "/store",
          "a regular file stands where a folder is expected");
      assertThat(failed.count()).isZero();
    }
  }

  @Test
  void folderOfRunsThatCannotBeMadeIsNamed() {
    TinyRun tiny = new TinyRun(folder);
    tiny.fails(
        STORAGE,
        // Nobody may make a folder there, whoever runs the tests.
        List.of("run.dir=/proc/runs"),
        "Cannot write file:/proc/runs/tiny-",
        "expected permission to do so; change the owner or mode, or choose another folder");
  }

  @Test
  void storeThatCannotBeMadeIsNamedBeforeATaskIsTried() {
    TinyRun tiny = new TinyRun(folder);
    try (FailedTasks failed = new FailedTasks(LocalSpark.session().sparkContext())) {
      tiny.failsInItsFolder(
          STORAGE,
          List.of("store.dir=/proc/store"),
          "Cannot write /proc/store/almkd-probe-",
          "expected permission to do so");
      assertThat(failed.count()).isZero();
    }
  }

  @ParameterizedTest
  // Hadoop knows abfs, but its classes come in a jar of their own.
  @ValueSource(strings = {"s4a://bucket/runs", "abfs://account/runs"})
  void schemeWithoutAFileSystemIsNamed(String address) {
    new TinyRun(folder)
        .fails(
            STORAGE,
            List.of("run.dir=" + address),
            "Cannot find " + address,
            "expected a scheme that Hadoop knows, such as file:, hdfs: or s3a:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "store/data/[^/]+/[^/]+/train-.*",
        "store/data/[^/]+/[^/]+/index-train-.*",
        "store/networks/[^/]+/[^/]+/model-.*",
        "store/networks/[^/]+/[^/]+/metrics-.*",
        "store/soft-labels/[^/]+/[^/]+/train-.*"
      })
  void storedFileWithAFlippedByteIsRefusedAndBuiltAgainOnceItIsDeleted(String pattern)
      throws IOException {
    TinyRun tiny = new TinyRun(folder);
    Said first = tiny.run();
    assertThat(first.code()).isZero();
    Path damaged = only(tiny, pattern);
    byte[] bytes = TinyRun.read(damaged);
    bytes[bytes.length / 2] ^= 1;
    Files.write(damaged, bytes);

    Said second = tiny.run("run.name=second");
    assertThat(second.code()).isEqualTo(STORAGE);
    assertThat(TinyRun.onlyError(second))
        .contains("Cannot use file:" + damaged + ": found SHA-256 ")
        .contains("the file was altered or damaged, delete file:" + damaged.getParent());
    assertThat(tiny.files("second-.*/run.manifest.json")).isEmpty();

    for (Path file : tiny.files("/" + damaged.getParent().getFileName() + "[./].*")) {
      Files.delete(file);
    }
    assertThat(tiny.run("run.name=second").code()).isZero();
    assertThat(parameters(tiny, "second-.*")).isEqualTo(parameters(tiny, "tiny-.*"));
  }

  @Test
  void diskThatIsFullInAnyStageLeavesNothingThatIsTakenForWhole() throws IOException {
    TinyRun whole = new TinyRun(Files.createDirectory(folder.resolve("whole")));
    Configuration ample = FailingFileSystem.configuration(1L << 40);
    assertThat(onDisk(whole, ample).code()).isZero();
    List<FailingFileSystem.Creation> creations = FailingFileSystem.creations(ample);
    for (String cut : CUTS) {
      TinyRun tiny = new TinyRun(Files.createDirectory(folder.resolve("cut-" + CUTS.indexOf(cut))));
      Said full = onDisk(tiny, FailingFileSystem.configuration(offset(creations, cut) + 20));
      assertThat(full.code()).as(cut).isEqualTo(STORAGE);
      assertThat(TinyRun.onlyError(full))
          .containsPattern("Cannot write failing:\\S*" + cut)
          .contains("No space left on device; expected room for the file; free space there");
      tiny.assertNothingHalfWritten();

      Said healthy = onDisk(tiny, FailingFileSystem.configuration(1L << 40));
      assertThat(healthy.code()).as(cut).isZero();
      assertThat(tiny.files("/run.manifest.json")).hasSize(1);
      tiny.assertManifestsNameWholeFiles();
      assertThat(parameters(tiny, "tiny-.*")).as(cut).isEqualTo(parameters(whole, "tiny-.*"));
    }
  }

  private static long offset(List<FailingFileSystem.Creation> creations, String cut) {
    Pattern pattern = Pattern.compile(cut);
    return creations.stream()
        .filter(creation -> pattern.matcher(creation.path()).find())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no file " + cut + " in " + creations))
        .offset();
  }

  /** Runs with the folder of runs on a disk; rows and run file lie elsewhere. */
  private static Said onDisk(TinyRun tiny, Configuration disk) {
    for (Map.Entry<String, String> setting : disk) {
      System.setProperty("spark.hadoop." + setting.getKey(), setting.getValue());
    }
    try {
      return tiny.run("run.dir=\"failing:" + tiny.runs() + "\"");
    } finally {
      for (Map.Entry<String, String> setting : disk) {
        System.clearProperty("spark.hadoop." + setting.getKey());
      }
    }
  }

  private static Path only(TinyRun tiny, String pattern) {
    List<Path> found = tiny.files("/" + pattern);
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  /** What a run's report says of the student's parameters. */
  private static String parameters(TinyRun tiny, String run) {
    Matcher found =
        PARAMETERS.matcher(new String(TinyRun.read(only(tiny, run + "/report.json")), UTF_8));
    assertThat(found.find()).isTrue();
    return found.group();
  }
}

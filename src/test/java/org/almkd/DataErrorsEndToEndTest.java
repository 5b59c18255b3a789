package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.almkd.data.LocalSpark;
import org.almkd.storage.ParquetTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that cannot be used end the job with exit code 3 and one message. */
@Tag("spark")
class DataErrorsEndToEndTest {
  private static final int DATA = 3;

  @TempDir private Path folder;
  private TinyRun tiny;
  private FailedTasks failed;

  @BeforeAll
  static void startSpark() {
    LocalSpark.session();
  }

  @BeforeEach
  void writeRows() {
    tiny = new TinyRun(folder);
    failed = new FailedTasks(LocalSpark.session().sparkContext());
  }

  @AfterEach
  void noTaskWasTriedAgain() {
    int tasks = failed.count();
    failed.close();
    assertThat(tasks).as("failed tasks").isZero();
  }

  @Test
  void rowsThatAreRightMakeARunOnTheSessionThatIsThere() {
    Said said = tiny.run();
    assertThat(said.errors()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("test");
    assertThat(tiny.files("run.manifest.json")).hasSize(1);
    tiny.assertManifestsNameWholeFiles();
    assertThat(LocalSpark.session().sparkContext().isStopped()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7,train,1,1,1,1 | found 6 fields; expected 7 as in the header",
        "7,train,1,1,1,1,1,1 | found 8 fields; expected 7 as in the header",
        "7,train,1,1,abc,1,1 | column b: found 'abc'; expected a finite decimal number",
        "7,train,1,1,NaN,1,1 | column b: found 'NaN'; expected a finite decimal number",
        "7,train,-1,1,1,1,1 | column label: found the label '-1', a negative number; expected a whole number from 0 to 2",
        "7,train,3,1,1,1,1 | column label: found the label '3'; expected a whole number from 0 to 2 (data.classes = 3)",
        "7,train,0.5,1,1,1,1 | column label: found the label '0.5', a fraction; expected a whole number",
        "7,train,cat,1,1,1,1 | column label: found the label 'cat', which is no number; expected a whole number"
      })
  void badLineIsNamedWithFileLineColumnAndValue(String line, String says) {
    tiny.rowsAre(TinyRun.rows(0, 7) + line + "\n" + TinyRun.rows(8, TinyRun.ROWS));
    tiny.failsInItsFolder(DATA, List.of(), "rows.csv: line 9: ", says);
    assertThat(tiny.files(".parquet")).isEmpty();
  }

  @Test
  void allBadLinesAreNamedAtOnce() {
    tiny.rowsAre("0,train,0,1,1\n1,train,9,1,1,1,1\n2,test,x,1,1,1,1\n" + TinyRun.rows(3, 60));
    tiny.failsInItsFolder(
        DATA, List.of(), "3 problems:", "rows.csv: line 2: ", "line 3: ", "line 4: ");
  }

  @Test
  void labelThatIsNotListedIsNamedWithTheNearestThatIs() {
    String named =
        TinyRun.rows(0, TinyRun.ROWS)
            .replaceAll("(train|validation|test),0,", "$1,cat,")
            .replaceAll("(train|validation|test),1,", "$1,dog,")
            .replaceAll("(train|validation|test),2,", "$1,bird,");
    tiny.rowsAre(named.replace("3,train,cat", "3,train,cta"));
    tiny.failsInItsFolder(
        DATA,
        List.of("data.classes=[cat,dog,bird]"),
        "column label: found the label 'cta'; expected one of data.classes cat, dog, bird",
        "did you mean cat");
  }

  @Test
  void missingFileIsNamed() {
    tiny.failsInItsFolder(
        DATA,
        List.of("data.csv.path=" + folder + "/none.csv"),
        "Cannot read " + folder + "/none.csv: found no file; expected a file, a folder",
        "check the path");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | found an empty file or first line; expected a header line with column names",
        "'id,split,label,a,b,c,d\n' | found no row; expected at least one below the header"
      })
  void emptyFileIsNamed(String text, String says) {
    tiny.write("rows.csv", text);
    tiny.failsInItsFolder(DATA, List.of(), "rows.csv: ", says);
  }

  @Test
  void missingColumnIsNamedWithTheNearest() {
    tiny.write("rows.csv", "id,split,lable,a,b,c,d\n" + TinyRun.rows(0, TinyRun.ROWS));
    tiny.failsInItsFolder(
        DATA, List.of(), "found no column label", "did you mean lable", "data.csv.label");
  }

  @ParameterizedTest
  @CsvSource({"12", "400", "-9"})
  void truncatedGzipIsNamed(int bytes) {
    byte[] whole = gzip(TinyRun.HEADER + TinyRun.rows(0, TinyRun.ROWS));
    int kept = bytes < 0 ? whole.length + bytes : bytes;
    tiny.write("rows.csv.gz", Arrays.copyOf(whole, kept));
    tiny.failsInItsFolder(
        DATA,
        List.of("data.csv.path=" + folder + "/rows.csv.gz"),
        "rows.csv.gz",
        "found the end of the gzip stream or damage in it",
        "copy it again");
  }

  @Test
  void idsThatSeveralRowsHaveAreNamedWithTheirLines() {
    tiny.rowsAre(TinyRun.rows(0, TinyRun.ROWS) + TinyRun.rows(5, 7));
    tiny.failsInItsFolder(
        DATA,
        List.of(),
        "expected each id once",
        "rows.csv: line 7: id 5",
        "rows.csv: line 62: id 5",
        "line 8: id 6",
        "line 63: id 6");
  }

  @Test
  void classWithoutTrainingRowsFails() {
    tiny.failsInItsFolder(
        DATA,
        List.of("data.classes=4"),
        "Cannot train on ",
        "rows.csv: found no training row of 1 of 4 classes: 3; expected rows of every class",
        "data.on-empty-class = warn");
  }

  @Test
  void classWithoutTrainingRowsOnlyWarnsWhereThatIsAskedFor() {
    Said said = tiny.run("data.classes=4", "data.on-empty-class=warn");
    assertThat(said.code()).isZero();
    assertThat(said.warnings())
        .singleElement()
        .asString()
        .contains("found no training row of 1 of 4 classes: 3");
  }

  @Test
  void testFileWithOtherColumnsIsNamed() throws IOException {
    Files.createDirectory(folder.resolve("rows"));
    tiny.write("rows/a-train.csv", TinyRun.HEADER + TinyRun.rows(0, 50));
    tiny.write("rows/b-test.csv", "id,split,label,a,b,c\n50,test,1,1,1,1\n");
    tiny.failsInItsFolder(
        DATA,
        List.of("data.csv.path=" + folder + "/rows"),
        "b-test.csv: line 1: found the header [id, split, label, a, b, c]; expected [id, split, label, a, b, c, d] as in ",
        "a-train.csv");
  }

  @Test
  void testRowsOfAnotherWidthAreNamed() {
    tiny.write("train.parquet", table(0, 50, 4));
    tiny.write("train-test.parquet", table(50, 60, 3));
    tiny.failsInItsFolder(
        DATA,
        parquet(folder + "/train*.parquet"),
        "train-test.parquet: row 0, id 50: column x: found 3 numbers; expected 4 as in the first row");
  }

  @Test
  void damagedParquetIsNamed() {
    byte[] whole = table(0, 60, 4);
    tiny.write("rows.parquet", Arrays.copyOf(whole, whole.length / 2));
    tiny.failsInItsFolder(
        DATA,
        parquet(folder + "/rows.parquet"),
        "rows.parquet",
        "it is not Parquet, or damaged",
        "copy it again");
  }

  @Test
  void damagedSecondParquetFileIsNamed() {
    byte[] whole = table(40, 60, 4);
    tiny.write("rows-1.parquet", table(0, 40, 4));
    tiny.write("rows-2.parquet", Arrays.copyOf(whole, whole.length / 2));
    tiny.failsInItsFolder(
        DATA, parquet(folder + "/rows-*.parquet"), "rows-2.parquet", "damaged", "copy");
  }

  @Test
  void parquetWithDamagedPagesIsNamed() {
    byte[] bytes = table(0, 60, 4);
    Arrays.fill(bytes, 4, 200, (byte) 0xff);
    tiny.write("rows.parquet", bytes);
    tiny.failsInItsFolder(
        DATA,
        parquet(folder + "/rows.parquet"),
        "rows.parquet",
        "it is not Parquet, or damaged",
        "copy it again");
  }

  @Test
  void noValidationRowsAreRefusedWhereLambdasAreLearned() {
    tiny.rowsAre(TinyRun.rows(0, 60).replace("validation", "test"));
    tiny.failsInItsFolder(
        DATA,
        List.of(),
        "Cannot run on these rows: found no validation rows; expected some, since lambdas are learned on them");
  }

  @Test
  void fewerRowsThanWorkersAreRefused() {
    tiny.failsInItsFolder(
        DATA,
        List.of("train.workers=64", "train.batch-size=64"),
        "found 40 training rows for train.workers = 64; expected at least one row a worker; use fewer workers");
  }

  private List<String> parquet(String path) {
    return List.of(
        "data.source=parquet",
        "data.parquet.path=" + path,
        "data.parquet.id=id",
        "data.parquet.split=split");
  }

  private static byte[] table(int from, int to, int width) {
    int rows = to - from;
    long[] ids = new long[rows];
    int[] labels = new int[rows];
    float[] features = new float[rows * width];
    String[] splits = new String[rows];
    for (int i = 0; i < rows; i++) {
      int id = from + i;
      ids[i] = id;
      labels[i] = i % 3;
      splits[i] = id < 40 ? "train" : id < 50 ? "validation" : "test";
      for (int j = 0; j < width; j++) {
        features[i * width + j] = (labels[i] == j ? 2 : 0) + (float) Math.sin(7.0 * id + j);
      }
    }
    return ParquetTable.builder(rows)
        .longs("id", ids)
        .ints("label", labels)
        .texts("split", splits)
        .floatLists("x", features, width)
        .build()
        .toBytes();
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError("memory does not fail", e);
    }
    return bytes.toByteArray();
  }
}

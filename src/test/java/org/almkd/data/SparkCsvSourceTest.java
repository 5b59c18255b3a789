package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.almkd.config.Classes;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.config.OnEmptyClass;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("spark")
class SparkCsvSourceTest {
  @TempDir private Path folder;

  private PreparedData prepare(DataConfig config) {
    return DataFixtures.stage(folder.resolve("store")).prepare(config);
  }

  private DataConfig config(Path path, String split) {
    DataConfig config = DataFixtures.config(DataFixtures.csv(path, "id", split, ""), 2);
    return DataFixtures.withSplit(config, 0, 0, 0);
  }

  private Path file(String text) {
    return DataFixtures.write(folder.resolve("rows.csv"), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3,1,0.5,1,9,train | found 7 fields; expected 6 as in the header",
        "3,1 | found 2 fields; expected 6",
        "3,1,abc,1,train | column a: found 'abc'; expected a finite decimal number",
        "3,1,NaN,1,train | column a: found 'NaN'; expected a finite decimal number",
        "3,1,1,-Infinity,train | column b: found '-Infinity'",
        "3,1,1e40,1,train | column a: found '1e40'",
        "3,1,1.5f,1,train | column a: found '1.5f'",
        "3,1,,1,train | column a: found nothing; expected a value",
        ",1,1,1,train | column id: found nothing",
        "3,,1,1,train | column label: found nothing",
        "3,-1,1,1,train | column label: found the label '-1', a negative number; expected a whole number from 0 to 1",
        "3,2,1,1,train | column label: found the label '2'; expected a whole number from 0 to 1",
        "3,1f,1,1,train | column label: found the label '1f'",
        "3,0x1p0,1,1,train | column label: found the label '0x1p0'",
        "3,0.5,1,1,train | column label: found the label '0.5', a fraction",
        "3,cat,1,1,train | column label: found the label 'cat', which is no number",
        "3,1,1,1,dev | column split: found 'dev'; expected train, validation (or val) or test",
        "3,1,\"1,1,train | found a quote that is not closed on its line"
      })
  void namesFileLineColumnAndWhatWasFound(String line, String expected) {
    String padded = line.startsWith("3,1,0.5") ? line + ",x" : line;
    String fixed =
        expected.contains("expected 6")
            ? padded
            : padded.replace(",train", ",1,train").replace(",dev", ",1,dev");
    Path file =
        file(
            "id,label,a,b,c,split\n1,0,1,1,1,train\n\n2,1,1,1,1,train\n"
                + fixed
                + "\n4,1,1,1,1,train\n");
    for (int partitions : new int[] {0, 1, 5}) {
      assertThatThrownBy(
              () -> prepare(DataFixtures.withPartitions(config(file, "split"), partitions)))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining("rows.csv: line 5: ")
          .hasMessageContaining(expected);
    }
  }

  @Test
  void listsTheFirstProblemsInFileOrderAndCountsTheRest() {
    StringBuilder text = new StringBuilder("id,label,a\n");
    for (int i = 0; i < 50; i++) {
      text.append(i).append(",0,bad").append(i).append('\n');
    }
    Path file = file(text.toString());
    assertThatThrownBy(() -> prepare(DataFixtures.withPartitions(config(file, ""), 7)))
        .isInstanceOfSatisfying(
            InvalidDataException.class,
            e -> {
              assertThat(e.problems()).hasSize(20);
              assertThat(e.problems().get(0)).contains("line 2: column a: found 'bad0'");
              assertThat(e.problems().get(19)).contains("line 21: column a: found 'bad19'");
            })
        .hasMessageContaining("50 problems")
        .hasMessageContaining("and 30 more");
  }

  @Test
  void namesDuplicateIdsAndTheirLines() {
    Path file = file("id,label,a\n7,0,1\n8,1,1\n7,1,2\n");
    assertThatThrownBy(() -> prepare(config(file, "")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("line 2: id 7")
        .hasMessageContaining("line 4: id 7")
        .hasMessageNotContaining("id 8");
    Path texts = file("id,label,a\nx,0,1\ny,1,1\nx,1,2\n");
    assertThatThrownBy(() -> prepare(config(texts, "")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("line 4: id 'x'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | found an empty file or first line; expected a header line",
        "'id,label,a' | found no row; expected at least one below the header",
        "'id,lable,a' | found no column label (did you mean lable?); expected it because of data.csv.label",
        "'id,label,a,a' | found the column name a twice",
        "'id,label,,a' | column 3 has no name",
        "'id,label' | but no feature"
      })
  void refusesHeadersThatCannotBeUsed(String header, String expected) {
    Path file = file(header);
    assertThatThrownBy(() -> prepare(config(file, "")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("rows.csv")
        .hasMessageContaining(expected);
  }

  @Test
  void namesAMissingFileAndAnEmptyFolder() throws IOException {
    assertThatThrownBy(() -> prepare(config(folder.resolve("none.csv"), "")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("none.csv: found no file");
    Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> prepare(config(folder.resolve("empty"), "")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(
            "empty: found no file; expected a file, a folder with .csv or .csv.gz files");
  }

  @Test
  void namesATruncatedGzipFileWhereverItIsCut() throws IOException {
    Path whole =
        DataFixtures.writeGzip(
            folder.resolve("whole.csv.gz"), "id,label,a,b\n" + DataFixtures.rows(0, 2000));
    byte[] bytes = Files.readAllBytes(whole);
    for (int length : new int[] {bytes.length - 4, bytes.length / 2, 15}) {
      Path cut = folder.resolve("cut" + length + ".csv.gz");
      Files.write(cut, Arrays.copyOf(bytes, length));
      DataConfig config = DataFixtures.config(DataFixtures.csv(cut, "id", "", ""), 3);
      assertThatThrownBy(() -> prepare(config))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining(cut.getFileName().toString())
          .hasMessageContaining("found the end of the gzip stream or damage in it")
          .hasMessageContaining("copy it again");
    }
  }

  @Test
  void readsAllMembersOfAGzipFile() throws IOException {
    Path first =
        DataFixtures.writeGzip(folder.resolve("1.gz"), "id,label,a,b\n" + DataFixtures.rows(0, 10));
    Path second = DataFixtures.writeGzip(folder.resolve("2.gz"), DataFixtures.rows(10, 30));
    Path both = folder.resolve("both.csv.gz");
    Files.write(both, Files.readAllBytes(first));
    Files.write(both, Files.readAllBytes(second), java.nio.file.StandardOpenOption.APPEND);
    PreparedData data =
        prepare(
            DataFixtures.withSplit(
                DataFixtures.config(DataFixtures.csv(both, "id", "", ""), 3), 0, 0, 0));
    assertThat(data.rows(Split.TRAIN)).isEqualTo(30);
  }

  @Test
  void filesOfAFolderMustHaveOneHeader() {
    DataFixtures.write(folder.resolve("parts/a.csv"), "id,label,a\n1,0,1\n");
    DataFixtures.write(folder.resolve("parts/b.csv"), "id,a,label\n2,1,1\n");
    assertThatThrownBy(() -> prepare(config(folder.resolve("parts"), "")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(
            "b.csv: line 1: found the header [id, a, label]; expected [id, label, a] as in")
        .hasMessageContaining("a.csv");
  }

  @Test
  void toleratesByteOrderMarkCarriageReturnsBlankLinesQuotesAndBlanks() {
    Path file =
        file("\ufeffid,label,\"a,1\",b\r\n1,0, 1.5 ,-2e1\r\n\r\n\"2\",1.0,\"3\",+4\r\n#3,1,5,6");
    PreparedData data = prepare(config(file, ""));
    assertThat(data.featureColumns()).containsExactly("a,1", "b");
    RowBlock block = data.reader().read(Split.TRAIN, 0);
    assertThat(block.rows()).isEqualTo(3);
    assertThat(data.reader().keys(Split.TRAIN, 0)).containsExactlyInAnyOrder("1", "2", "#3");
    int two = data.reader().keys(Split.TRAIN, 0).indexOf("2");
    assertThat(block.features().floats()[2 * two]).isEqualTo(3);
    assertThat(block.features().floats()[2 * two + 1]).isEqualTo(4);
    assertThat(block.labels()[two]).isEqualTo(1);
  }

  @Test
  void mapsNamesToClassesAndNamesTheNearest() {
    DataConfig named =
        DataFixtures.withClasses(
            config(file("id,label,a\n1,dog,1\n2,cat,2\n"), ""),
            Classes.named(List.of("cat", "dog")),
            OnEmptyClass.FAIL);
    PreparedData data = prepare(named);
    assertThat(data.classNames()).containsExactly("cat", "dog");
    assertThat(data.reader().read(Split.TRAIN, 0).labels()).containsExactly(1, 0);
    file("id,label,a\n1,dog,1\n2,cta,2\n");
    assertThatThrownBy(() -> prepare(named))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(
            "line 3: column label: found the label 'cta'; expected one of data.classes cat, dog");
  }

  @Test
  void readsSplitsCleanLabelsAndTheFeaturesAsked() {
    Path file =
        file(
            "id,split,a,b,label,clean\n1,train,1,2,0,1\n2,train,3,4,1,1\n3,val,5,6,0,0\n4,test,7,8,1,1\n5,Validation,9,9,1,1\n");
    DataSource.Csv source =
        new DataSource.Csv(
            file.toString(), ',', "id", "label", "split", "clean", List.of("b", "a"));
    PreparedData data = prepare(DataFixtures.config(source, 2));
    assertThat(data.rows(Split.TRAIN)).isEqualTo(2);
    assertThat(data.rows(Split.VALIDATION)).isEqualTo(2);
    assertThat(data.rows(Split.TEST)).isEqualTo(1);
    assertThat(data.noisyRows()).isEqualTo(1);
    RowBlock block = data.reader().read(Split.TRAIN, 0);
    assertThat(block.features().floats()).containsExactly(2, 1, 4, 3);
    assertThat(block.labels()).containsExactly(0, 1);
    assertThat(block.cleanLabels()).containsExactly(1, 1);
  }

  @Test
  void readsTheSyntheticFilesOfThePaperTask() {
    DataSource.Csv source =
        new DataSource.Csv(
            "src/test/resources/synthetic/seed-0.csv.gz",
            ',',
            "id",
            "label",
            "split",
            "clean_label",
            List.of());
    PreparedData data = prepare(DataFixtures.config(source, 20));
    assertThat(data.counts())
        .containsEntry(Split.TRAIN, 8100)
        .containsEntry(Split.VALIDATION, 900)
        .containsEntry(Split.TEST, 1000);
    assertThat(data.width()).isEqualTo(14);
    assertThat(data.noisyRows()).isBetween(700, 810);
    assertThat(data.reader().read(Split.TRAIN, 0).features().floats()[0])
        .isEqualTo(Float.parseFloat("2.68205023"));
  }
}

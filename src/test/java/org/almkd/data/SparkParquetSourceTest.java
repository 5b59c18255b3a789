package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class SparkParquetSourceTest {
  @TempDir private Path folder;
  private int stores;

  private PreparedData prepare(DataConfig config) {
    return DataFixtures.stage(folder.resolve("store" + stores++)).prepare(config);
  }

  private DataConfig config(String id, String split, List<String> features) {
    return DataFixtures.config(
        new DataSource.Parquet(folder.resolve("rows").toString(), id, "label", split, "", features),
        3);
  }

  /** Writes rows made by a SQL query. */
  private void write(String query, int files) {
    LocalSpark.session()
        .sql(query)
        .repartition(files)
        .sortWithinPartitions("id")
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(folder.resolve("rows").toString());
  }

  private static final String COLUMNS =
      "select id * 3 as id, cast(id % 3 as int) as label, cast(id as double) / 7 as a, cast(id % 11 as int) as b,"
          + " 'text' as note from range(500)";
  private static final String ARRAY =
      "select id * 3 as id, cast(id % 3 as int) as label, array(cast(id as double) / 7, id % 11) as x from range(500)";

  @Test
  void readsColumnsAndArraysAlike() {
    write(COLUMNS, 3);
    PreparedData columns = prepare(config("id", "", List.of()));
    assertThat(columns.featureColumns()).containsExactly("a", "b");
    RowBlock block = columns.reader().read(Split.TRAIN, 0);
    assertThat(block.rows()).isEqualTo(350);
    for (int i = 0; i < block.rows(); i++) {
      long number = block.ids()[i] / 3;
      assertThat(block.labels()[i]).isEqualTo((int) (number % 3));
      assertThat(block.features().floats()[2 * i]).isEqualTo((float) (number / 7.0));
      assertThat(block.features().floats()[2 * i + 1]).isEqualTo((float) (number % 11));
    }
    write(ARRAY, 2);
    PreparedData array = prepare(config("id", "", List.of()));
    assertThat(array.digest()).isEqualTo(columns.digest());
    assertThat(array.featureColumns()).containsExactly("x0", "x1");
  }

  @Test
  void isTheSameForAnyFilesAndPartitions() {
    write(COLUMNS, 1);
    PreparedData reference = prepare(config("id", "", List.of("b", "a")));
    write(COLUMNS, 4);
    for (int partitions : new int[] {0, 1, 7}) {
      PreparedData other =
          prepare(DataFixtures.withPartitions(config("id", "", List.of("b", "a")), partitions));
      assertThat(DataFixtures.hashes(other)).isEqualTo(DataFixtures.hashes(reference));
    }
  }

  @Test
  void rowsWithoutIdsAreNumberedByFileAndPlace() {
    write(COLUMNS.replace("id * 3 as id", "id as id"), 3);
    DataConfig config = config("", "", List.of("a"));
    PreparedData reference = prepare(config);
    assertThat(DataFixtures.hashes(prepare(DataFixtures.withPartitions(config, 5))))
        .isEqualTo(DataFixtures.hashes(reference));
    long[] ids =
        List.of(Split.values()).stream()
            .flatMapToLong(split -> java.util.Arrays.stream(reference.reader().index(split).ids()))
            .sorted()
            .toArray();
    assertThat(ids).isEqualTo(java.util.stream.LongStream.range(0, 500).toArray());
  }

  @Test
  void readsSplitsAndTextIds() {
    write(
        "select concat('row', id) as id, cast(id % 3 as string) as label, float(id) as a,"
            + " if(id < 10, 'test', 'train') as split from range(30)",
        1);
    PreparedData data = prepare(config("id", "split", List.of()));
    assertThat(data.rows(Split.TEST)).isEqualTo(10);
    assertThat(data.reader().keys(Split.TEST, 0)).contains("row0", "row9").hasSize(10);
  }

  @Test
  void namesTheRowOfABadValue() {
    refuses(
        COLUMNS.replace("cast(id % 11 as int) as b", "if(id = 17, null, 1) as b"),
        "id 51: column b: found null; expected a value");
    refuses(
        COLUMNS.replace("cast(id as double) / 7", "if(id = 17, double('NaN'), 1)"),
        "id 51: column a: found NaN; expected a finite");
    refuses(
        COLUMNS.replace("cast(id % 3 as int)", "if(id = 17, 3, 1)"),
        "id 51: column label: found the label '3'");
    refuses(COLUMNS.replace("id * 3 as id", "if(id = 17, 3, id * 3) as id"), "id 3");
    refuses(
        ARRAY.replace(
            "array(cast(id as double) / 7, id % 11)", "if(id = 17, array(1.0), array(1.0, 2.0))"),
        "id 51: column x: found 1 numbers; expected 2 as in the first row");
    refuses(
        ARRAY.replace(
            "array(cast(id as double) / 7, id % 11)",
            "if(id = 17, array(1.0, null), array(1.0, 2.0))"),
        "id 51: column x: element 1: found null");
  }

  private void refuses(String query, String expected) {
    write(query, 2);
    assertThatThrownBy(() -> prepare(config("id", "", List.of())))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void namesColumnsThatCannotBeUsedAndFilesThatAreNotParquet() throws IOException {
    write(COLUMNS, 1);
    assertThatThrownBy(() -> prepare(config("id", "", List.of("a", "note"))))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(
            "column note: found the type string; expected numeric columns or one array");
    assertThatThrownBy(() -> prepare(config("idd", "", List.of())))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining(
            "found no column idd (did you mean id?); expected it because of data.parquet.id");
    Path plain = folder.resolve("text.parquet");
    Files.writeString(plain, "no parquet");
    DataSource.Parquet source =
        new DataSource.Parquet(plain.toString(), "id", "label", "", "", List.of());
    assertThatThrownBy(() -> prepare(DataFixtures.config(source, 3)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("text.parquet: it is not Parquet, or damaged");
    DataSource.Parquet missing =
        new DataSource.Parquet(folder + "/none", "id", "label", "", "", List.of());
    assertThatThrownBy(() -> prepare(DataFixtures.config(missing, 3)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("none: found no file");
  }

  @Test
  void preparesForPrediction() {
    write(COLUMNS, 2);
    PreparedData data =
        DataFixtures.stage(folder.resolve("store"))
            .prepareUnlabelled(config("id", "split", List.of()), List.of("b", "a"));
    assertThat(data.featureColumns()).containsExactly("b", "a");
    assertThat(data.rows(Split.TEST)).isEqualTo(500);
    assertThat(data.reader().read(Split.TEST, 0).labels()).containsOnly(-1);
  }
}

package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.almkd.config.Classes;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.config.OnEmptyClass;
import org.almkd.data.SparkTrainingTable.Source;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class SparkTrainingTableTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir private Path folder;

  private static List<String> rows(Source source) {
    return source.rows().orderBy("id").collectAsList().stream()
        .map(row -> row.getLong(0) + " " + row.getList(1))
        .toList();
  }

  private static DataConfig named(DataSource source) {
    return DataFixtures.withClasses(
        DataFixtures.config(source, 2), new Classes(2, List.of("cat", "dog")), OnEmptyClass.WARN);
  }

  @Test
  void csvKeepsColumnsThatAreNoFeatures() throws IOException {
    Path file = folder.resolve("rows.csv");
    Files.writeString(
        file,
        """
        note,split,label,a,id
        "said ""no"", then <b>",train,dog,1.50,7
        ,train,cat,2e0,-3
        """);
    DataSource csv =
        new DataSource.Csv(file.toString(), ',', "id", "label", "split", "", List.of("a"));
    Source source = SparkTrainingTable.source(SPARK, DataFixtures.storage(), named(csv));
    assertThat(source.columns()).containsExactly("note", "split", "label", "a", "id");
    assertThat(rows(source))
        .containsExactly(
            "-3 [, train, cat, 2e0, -3]", "7 [said \"no\", then <b>, train, dog, 1.50, 7]");
  }

  @Test
  void parquetWritesColumnsOfAllTypesAsText() {
    String path = folder.resolve("rows.parquet").toString();
    SPARK
        .sql(
            """
            select 'x1' id, 'dog' label, array(1.5f, 2f) pixels, cast('ab' as binary) raw,
              map('k', 1) tags, struct(true as seen) meta, date'2020-02-01' day,
              cast(null as string) nothing, 0.1d ratio
            """)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(path);
    DataSource parquet = new DataSource.Parquet(path, "id", "label", "", "", List.of("pixels"));
    Source source = SparkTrainingTable.source(SPARK, DataFixtures.storage(), named(parquet));
    assertThat(source.columns())
        .containsExactly("id", "label", "pixels", "raw", "tags", "meta", "day", "nothing", "ratio");
    assertThat(rows(source))
        .containsExactly(
            RowId.hashed("x1")
                + " [x1, dog, [1.5,2.0], YWI=, {\"k\":1}, {\"seen\":true}, 2020-02-01, null, 0.1]");
  }

  @Test
  void idsAreThoseOfTheDataStageWhereTheSourceHasNone() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "label,a\ncat,1\ndog,2\n");
    Files.writeString(folder.resolve("b.csv"), "label,a\ndog,3\ncat,4\n");
    DataSource csv = new DataSource.Csv(folder.toString(), ',', "", "label", "", "", List.of());
    DataConfig config = DataFixtures.withSplit(DataFixtures.withPartitions(named(csv), 3), 0, 0, 0);
    assertThat(rows(SparkTrainingTable.source(SPARK, DataFixtures.storage(), config)))
        .containsExactly("0 [cat, 1]", "1 [dog, 2]", "2 [dog, 3]", "3 [cat, 4]");
    PreparedData data = DataFixtures.stage(folder.resolve("store")).prepare(config);
    assertThat(
            SparkTrainingTable.labels(SPARK, data).orderBy("id").collectAsList().stream()
                .map(Object::toString))
        .containsExactly("[0,0,null]", "[1,1,null]", "[2,1,null]", "[3,0,null]");
  }

  @Test
  void syntheticRowsAreTheirFeatures() {
    DataConfig config =
        DataFixtures.withNoise(
            DataFixtures.config(DataFixtures.synthetic(40, 5, 5), 2), 0.5, false);
    Source source = SparkTrainingTable.source(SPARK, DataFixtures.storage(), config);
    PreparedData data = DataFixtures.stage(folder).prepare(config);
    assertThat(source.columns()).isEqualTo(data.featureColumns());
    RowBlock block = data.reader().read(Split.TRAIN, 0);
    List<String> first = source.rows().where("id = " + block.ids()[0]).first().getList(1);
    assertThat(first.get(0)).isEqualTo(Float.toString(block.features().floats()[0]));
    long flipped = SparkTrainingTable.labels(SPARK, data).where("given <> clean").count();
    assertThat(flipped).isEqualTo(data.noisyRows()).isPositive();
  }
}

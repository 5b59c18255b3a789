package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.almkd.config.Classes;
import org.almkd.config.DataConfig;
import org.almkd.config.NoiseConfig;
import org.almkd.config.OnEmptyClass;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.FailingFileSystem;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class SparkDataStageTest {
  private static final String HEADER = "id,label,a,b\n";

  @TempDir private Path folder;
  private int stores;

  private PreparedData prepare(DataConfig config) {
    return DataFixtures.stage(folder.resolve("store" + stores++)).prepare(config);
  }

  private DataConfig threeThousandRows() {
    Path file = DataFixtures.write(folder.resolve("rows.csv"), HEADER + DataFixtures.rows(0, 3000));
    return DataFixtures.withNoise(
        DataFixtures.config(DataFixtures.csv(file, "id", "", ""), 3), 0.1, false);
  }

  @Test
  void splitsAndNoiseHaveExactCounts() {
    PreparedData data = prepare(DataFixtures.withSplit(threeThousandRows(), 0.2, 0.1, 0.25));
    assertThat(data.rows(Split.TEST)).isEqualTo(300);
    assertThat(data.rows(Split.VALIDATION)).isEqualTo(450);
    assertThat(data.rows(Split.SELECTION)).isEqualTo(150);
    assertThat(data.rows(Split.TRAIN)).isEqualTo(2100);
    assertThat(data.noisyRows()).isEqualTo(210);
    assertThat(data.cleanLabelsKnown()).isTrue();
    SplitIndex training = data.reader().index(Split.TRAIN);
    assertThat(training.ids()).isSorted();
    assertThat(DataPlan.noisyRows(training)).isEqualTo(210);
    assertThat(DataPlan.noisyRows(data.reader().index(Split.VALIDATION))).isZero();
    int[] shifts = new int[3];
    for (int i = 0; i < training.rows(); i++) {
      shifts[(training.labels()[i] - training.cleanLabels()[i] + 3) % 3]++;
    }
    assertThat(shifts[1]).as("rows moved by one class").isBetween(80, 130);
  }

  @Test
  void noiseThatMayHitItselfChangesFewerRows() {
    PreparedData data = prepare(DataFixtures.withNoise(threeThousandRows(), 0.5, true));
    assertThat(data.noisyRows()).isBetween(640, 760);
  }

  @Test
  void pairNoiseMovesExactlyItsShareToTheNextClass() {
    PreparedData data =
        prepare(DataFixtures.withNoise(threeThousandRows(), NoiseConfig.pair(0.25)));
    SplitIndex training = data.reader().index(Split.TRAIN);
    int[][] counts = counts(training);
    int moved = 0;
    for (int c = 0; c < 3; c++) {
      moved += counts[c][(c + 1) % 3];
      assertThat(counts[c][(c + 2) % 3]).as("rows of class %d moved by two", c).isZero();
    }
    assertThat(moved).isEqualTo(data.rows(Split.TRAIN) / 4).isEqualTo(525);
    assertThat(data.noisyRows()).isEqualTo(525);
    assertThat(DataPlan.noisyRows(data.reader().index(Split.TEST))).isZero();
  }

  @Test
  void matrixNoiseGivesEachClassItsShares() {
    List<List<Double>> matrix =
        List.of(List.of(0.7, 0.3, 0.0), List.of(0.0, 1.0, 0.0), List.of(0.25, 0.25, 0.5));
    PreparedData data =
        prepare(DataFixtures.withNoise(threeThousandRows(), NoiseConfig.matrix(matrix)));
    assertThat(data.cleanLabelsKnown()).isTrue();
    SplitIndex training = data.reader().index(Split.TRAIN);
    int[][] counts = counts(training);
    for (int c = 0; c < 3; c++) {
      int rows = IntStream.of(counts[c]).sum();
      for (int j = 0; j < 3; j++) {
        assertThat((double) counts[c][j])
            .as("rows of class %d given class %d", c, j)
            .isCloseTo(rows * matrix.get(c).get(j), within(1.0));
      }
    }
    RowBlock block = data.reader().read(Split.TRAIN, 0);
    assertThat(block.labels()).isEqualTo(training.labels());
    assertThat(block.cleanLabels()).isEqualTo(training.cleanLabels());
    assertThat(DataPlan.noisyRows(data.reader().index(Split.VALIDATION))).isZero();
  }

  @Test
  void aMatrixThatChangesNothingLeavesLabelsUnknownToBeWrong() {
    List<List<Double>> identity =
        List.of(List.of(1.0, 0.0, 0.0), List.of(0.0, 1.0, 0.0), List.of(0.0, 0.0, 1.0));
    PreparedData data =
        prepare(DataFixtures.withNoise(threeThousandRows(), NoiseConfig.matrix(identity)));
    assertThat(data.cleanLabelsKnown()).isFalse();
  }

  @Test
  void aMatrixOfAnotherWidthIsNamed() {
    NoiseConfig noise = NoiseConfig.matrix(List.of(List.of(0.7, 0.3), List.of(0.1, 0.9)));
    assertThatThrownBy(() -> prepare(DataFixtures.withNoise(threeThousandRows(), noise)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("Cannot put noise on labels")
        .hasMessageContaining("found 2 rows in data.noise.matrix; expected 3");
  }

  /** Training rows by clean and given class. */
  private static int[][] counts(SplitIndex training) {
    int[][] counts = new int[3][3];
    for (int i = 0; i < training.rows(); i++) {
      counts[training.cleanLabels()[i]][training.labels()[i]]++;
    }
    return counts;
  }

  @Test
  void anotherSeedSplitsOtherwise() {
    DataConfig config = threeThousandRows();
    DataConfig other =
        new DataConfig(
            config.source(),
            8,
            config.classes(),
            false,
            config.onEmptyClass(),
            0,
            config.split(),
            config.noise());
    long[] first = prepare(config).reader().index(Split.TEST).ids();
    long[] second = prepare(other).reader().index(Split.TEST).ids();
    long common =
        java.util.Arrays.stream(first)
            .filter(id -> java.util.Arrays.binarySearch(second, id) >= 0)
            .count();
    assertThat(common).isBetween(10L, 60L);
  }

  @Test
  void blocksHoldTheRowsOfTheSource() {
    PreparedData data = prepare(DataFixtures.withNoise(threeThousandRows(), 0, false));
    assertThat(data.featureColumns()).containsExactly("a", "b");
    assertThat(data.classNames()).containsExactly("0", "1", "2");
    assertThat(data.cleanLabelsKnown()).isFalse();
    RowBlock block = data.reader().read(Split.TRAIN, 0);
    assertThat(block.cleanLabels()).isEmpty();
    String[] lines = DataFixtures.rows(0, 3000).split("\n", -1);
    java.util.Map<Long, String> byId = new java.util.HashMap<>();
    for (int i = 0; i < 3000; i++) {
      byId.put(i * 7919L % 1_000_003, lines[i]);
    }
    for (int i = 0; i < block.rows(); i++) {
      assertThat(
              block.ids()[i]
                  + ","
                  + block.labels()[i]
                  + ","
                  + block.features().floats()[2 * i]
                  + ","
                  + block.features().floats()[2 * i + 1])
          .isEqualTo(byId.get(block.ids()[i]));
    }
  }

  @Test
  void manyBlocksHoldAllRowsInOrder() {
    PreparedData data =
        prepare(DataFixtures.config(DataFixtures.synthetic(150_000, 70_000, 10), 20));
    assertThat(data.blocks(Split.TRAIN)).hasSize(3);
    assertThat(data.blocks(Split.VALIDATION)).hasSize(2);
    assertThat(data.blocks(Split.SELECTION)).isEmpty();
    SplitIndex index = data.reader().index(Split.TRAIN);
    int row = 0;
    for (int i = 0; i < data.reader().blocks(Split.TRAIN); i++) {
      RowBlock block = data.reader().read(Split.TRAIN, i);
      for (int j = 0; j < block.rows(); j++) {
        assertThat(block.ids()[j]).isEqualTo(index.ids()[row]);
        assertThat(block.labels()[j]).isEqualTo(index.labels()[row]);
        row++;
      }
    }
    assertThat(row).isEqualTo(150_000);
  }

  @Test
  void standardisesWithTrainingRowsAlone() {
    DataConfig config = DataFixtures.withNoise(threeThousandRows(), 0, false);
    RowBlock plain = prepare(config).reader().read(Split.TRAIN, 0);
    PreparedData data = prepare(DataFixtures.standardized(config));
    Standardization fitted = data.standardization().orElseThrow();
    double mean =
        IntStream.range(0, plain.rows())
            .mapToDouble(i -> plain.features().floats()[2 * i])
            .average()
            .orElseThrow();
    double variance =
        IntStream.range(0, plain.rows())
            .mapToDouble(i -> Math.pow(plain.features().floats()[2 * i] - mean, 2))
            .average()
            .orElseThrow();
    assertThat(fitted.mean()[0]).isCloseTo(mean, within(1e-12));
    assertThat(fitted.deviation()[0]).isCloseTo(Math.sqrt(variance), within(1e-12));
    RowBlock stored = data.reader().read(Split.TRAIN, 0);
    assertThat(stored.features().floats())
        .as("what is stored stays raw")
        .isEqualTo(plain.features().floats());
    fitted.apply(stored.features().floats());
    for (int i = 0; i < plain.rows(); i++) {
      assertThat(stored.features().floats()[2 * i])
          .isEqualTo(
              (float)
                  ((plain.features().floats()[2 * i] - fitted.mean()[0]) / fitted.deviation()[0]));
    }
    PreparedData again = PreparedData.of(data.artefact());
    assertThat(again.standardization().orElseThrow().mean()).isEqualTo(fitted.mean());
  }

  @Test
  void aConstantFeatureIsOnlyShifted() {
    Path file = folder.resolve("constant.csv");
    DataFixtures.write(file, "label,a,b\n0,5,1\n1,5,2\n0,5,3\n1,5,4\n");
    DataConfig config =
        DataFixtures.withSplit(DataFixtures.config(DataFixtures.csv(file, "", "", ""), 2), 0, 0, 0);
    PreparedData data = prepare(DataFixtures.standardized(config));
    Standardization fitted = data.standardization().orElseThrow();
    assertThat(fitted.deviation()[0]).isEqualTo(1);
    float[] features = data.reader().read(Split.TRAIN, 0).features().floats();
    fitted.apply(features);
    assertThat(features[0]).isZero();
  }

  @Test
  void theSecondTimeTheStoreAnswers() throws IOException {
    DataConfig config = threeThousandRows();
    SparkDataStage stage = DataFixtures.stage(folder.resolve("store"));
    PreparedData first = stage.prepare(config);
    PreparedData second = stage.prepare(DataFixtures.withPartitions(config, 5));
    assertThat(second.artefact().folder()).isEqualTo(first.artefact().folder());
    assertThat(stage.prepare(DataFixtures.withNoise(config, 0.2, false)).key())
        .isNotEqualTo(first.key());
    DataFixtures.write(folder.resolve("rows.csv"), HEADER + DataFixtures.rows(0, 3001));
    assertThat(stage.prepare(config).key()).isNotEqualTo(first.key());
    try (var files = Files.walk(folder.resolve("store"))) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".crc"));
    }
  }

  @Test
  void aDamagedBlockIsRefusedByName() throws IOException {
    PreparedData data = prepare(threeThousandRows());
    Path block =
        Path.of(data.artefact().path(data.blocks(Split.TEST).get(0)).substring("file:".length()));
    byte[] bytes = Files.readAllBytes(block);
    bytes[bytes.length / 2] ^= 1;
    Files.write(block, bytes);
    assertThatThrownBy(() -> data.reader().read(Split.TEST, 0))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(block.getFileName().toString())
        .hasMessageContaining("found SHA-256");
  }

  @Test
  void sparkReadsTheBlocks() {
    PreparedData data = prepare(threeThousandRows());
    List<Row> rows =
        LocalSpark.session()
            .read()
            .parquet(data.artefact().path(data.blocks(Split.TEST).get(0)))
            .orderBy("id")
            .collectAsList();
    RowBlock block = data.reader().read(Split.TEST, 0);
    assertThat(rows).hasSize(300);
    assertThat(rows.get(0).schema().simpleString())
        .isEqualTo("struct<id:bigint,features:array<float>,label:int,clean_label:int>");
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).getLong(0)).isEqualTo(block.ids()[i]);
      assertThat(rows.get(i).<Float>getList(1))
          .containsExactly(block.features().floats()[2 * i], block.features().floats()[2 * i + 1]);
      assertThat(rows.get(i).getInt(2)).isEqualTo(block.labels()[i]);
    }
  }

  @Test
  void preparesRowsForPredictionWithColumnsInAnyOrder() {
    Path file = DataFixtures.write(folder.resolve("new.csv"), "b,id,a,extra\n2,10,1,x\n4,5,3,y\n");
    DataConfig config = DataFixtures.config(DataFixtures.csv(file, "id", "split", "clean"), 0);
    PreparedData data =
        DataFixtures.stage(folder.resolve("store")).prepareUnlabelled(config, List.of("a", "b"));
    assertThat(data.rows(Split.TEST)).isEqualTo(2);
    assertThat(data.rows(Split.TRAIN)).isZero();
    RowBlock block = data.reader().read(Split.TEST, 0);
    assertThat(block.ids()).containsExactly(5, 10);
    assertThat(block.features().floats()).containsExactly(3, 4, 1, 2);
    assertThat(block.labels()).containsExactly(-1, -1);
    assertThat(block.cleanLabels()).isEmpty();
    assertThatThrownBy(
            () ->
                DataFixtures.stage(folder.resolve("store"))
                    .prepareUnlabelled(config, List.of("a", "c")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("found no column c");
  }

  @Test
  void preparesLabelledRowsForScoringWithTheSplitsOfTraining() {
    DataConfig config = DataFixtures.standardized(threeThousandRows());
    PreparedData trained = prepare(config);
    PreparedData scored =
        DataFixtures.stage(folder.resolve("store")).prepareLabelled(config, List.of("b", "a"));
    assertThat(scored.featureColumns()).containsExactly("b", "a");
    assertThat(scored.noisyRows()).isZero();
    assertThat(scored.standardization()).isEmpty();
    assertThat(scored.reader().index(Split.TEST).ids())
        .isEqualTo(trained.reader().index(Split.TEST).ids());
    assertThat(scored.reader().index(Split.TEST).labels())
        .isEqualTo(trained.reader().index(Split.TEST).labels());
    assertThatThrownBy(
            () ->
                DataFixtures.stage(folder.resolve("store"))
                    .prepareLabelled(config, List.of("a", "b", "z")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("found no column z");
  }

  @Test
  void textIdsKeepTheirOriginal() {
    Path file =
        DataFixtures.write(
            folder.resolve("text.csv"), "id,label,a\nimg-1,0,1\nimg-2,1,2\n007,0,3\n7,1,4\n");
    DataConfig config =
        DataFixtures.withSplit(
            DataFixtures.config(DataFixtures.csv(file, "id", "", ""), 2), 0, 0, 0);
    PreparedData data = prepare(config);
    RowBlock block = data.reader().read(Split.TRAIN, 0);
    assertThat(data.reader().keys(Split.TRAIN, 0))
        .containsExactlyInAnyOrder("img-1", "img-2", "007", "7");
    int first = data.reader().keys(Split.TRAIN, 0).indexOf("img-2");
    assertThat(block.features().floats()[first]).isEqualTo(2);
    assertThat(block.ids()[first]).isEqualTo(RowId.hashed("img-2"));
    assertThat(block.ids()).contains(7);
  }

  @Test
  void aClassWithoutTrainingRowsIsAnErrorOrAWarning() {
    DataConfig config = threeThousandRows();
    DataConfig five = DataFixtures.withClasses(config, Classes.counted(5), OnEmptyClass.FAIL);
    assertThatThrownBy(() -> prepare(DataFixtures.withNoise(five, 0, false)))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("no training row of 2 of 5 classes: 3, 4")
        .hasMessageContaining("data.on-empty-class = warn");
    DataConfig warned = DataFixtures.withClasses(config, Classes.counted(5), OnEmptyClass.WARN);
    assertThat(prepare(DataFixtures.withNoise(warned, 0, false)).classes()).isEqualTo(5);
  }

  @Test
  void whenTheStoreIsFullItSaysSoAndNothingIsRead() {
    for (long bytes : new long[] {0, 5_000, 25_000}) {
      String root = "failing:" + folder + "/full" + bytes;
      Configuration configuration = FailingFileSystem.configuration(bytes);
      SparkDataStage stage =
          new SparkDataStage(
              LocalSpark.session(), new ArtefactStore(new Storage(configuration), root));
      assertThatThrownBy(() -> stage.prepare(threeThousandRows()))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("Cannot write failing:" + folder + "/full" + bytes)
          .hasMessageContaining("No space left on device");
      PreparedData data =
          DataFixtures.stage(folder.resolve("full" + bytes)).prepare(threeThousandRows());
      assertThat(data.reader().read(Split.TRAIN, 0).rows()).isEqualTo(2100);
    }
  }

  @Test
  void aFileWhereTheStoreShouldBeIsNamed() {
    Path plain = DataFixtures.write(folder.resolve("plain-file"), "x");
    assertThatThrownBy(() -> DataFixtures.stage(plain).prepare(threeThousandRows()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("plain-file")
        .hasMessageContaining("folder");
  }
}

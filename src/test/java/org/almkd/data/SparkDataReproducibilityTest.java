package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.almkd.config.DataConfig;
import org.almkd.config.NoiseConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class SparkDataReproducibilityTest {
  private static final String HEADER = "id,label,a,b\n";

  @TempDir private Path folder;
  private int stores;

  private PreparedData prepare(DataConfig config) {
    return DataFixtures.stage(folder.resolve("store" + stores++)).prepare(config);
  }

  @Test
  void isTheSameToTheBitForAnyPartitionsFilesAndCores() {
    DataConfig one = DataFixtures.standardized(DataFixtures.withPartitions(threeThousandRows(), 1));
    PreparedData reference = prepare(one);
    for (int partitions : new int[] {2, 7}) {
      assertSame(reference, prepare(DataFixtures.withPartitions(one, partitions)));
    }
    DataFixtures.write(folder.resolve("parts/1.csv"), HEADER + DataFixtures.rows(1200, 3000));
    DataFixtures.writeGzip(folder.resolve("parts/2.csv.gz"), HEADER + DataFixtures.rows(0, 1200));
    DataConfig files =
        DataFixtures.config(DataFixtures.csv(folder.resolve("parts"), "id", "", ""), 3);
    assertSame(
        reference, prepare(DataFixtures.standardized(DataFixtures.withNoise(files, 0.1, false))));
    LocalSpark.session(1);
    try {
      SparkDataStage single =
          new SparkDataStage(LocalSpark.session(1), DataFixtures.store(folder.resolve("one-core")));
      assertSame(reference, single.prepare(DataFixtures.withPartitions(one, 3)));
    } finally {
      LocalSpark.session();
    }
  }

  @Test
  void noiseOfAnyKindIsTheSameForAnyPartitions() {
    List<NoiseConfig> kinds =
        List.of(
            NoiseConfig.pair(0.2),
            NoiseConfig.matrix(
                List.of(List.of(0.8, 0.2, 0.0), List.of(0.1, 0.9, 0.0), List.of(0.0, 0.0, 1.0))));
    for (NoiseConfig noise : kinds) {
      DataConfig one =
          DataFixtures.withNoise(DataFixtures.withPartitions(threeThousandRows(), 1), noise);
      assertSame(prepare(one), prepare(DataFixtures.withPartitions(one, 7)));
    }
  }

  @Test
  void rowsWithoutIdsAreNumberedAlikeForAnyPartitions() {
    String header = "label,a,b\n";
    DataFixtures.write(
        folder.resolve("plain/1.csv"),
        header + DataFixtures.rows(0, 900).replaceAll("(?m)^\\d+,", ""));
    DataFixtures.write(
        folder.resolve("plain/2.csv"),
        header + DataFixtures.rows(900, 1000).replaceAll("(?m)^\\d+,", ""));
    DataConfig config =
        DataFixtures.config(DataFixtures.csv(folder.resolve("plain"), "", "", ""), 3);
    PreparedData reference = prepare(DataFixtures.withPartitions(config, 1));
    for (int partitions : new int[] {2, 7}) {
      assertSame(reference, prepare(DataFixtures.withPartitions(config, partitions)));
    }
    long[] all =
        IntStream.range(0, 4)
            .mapToObj(i -> reference.reader().index(Split.ofCode(i)).ids())
            .flatMapToLong(Arrays::stream)
            .sorted()
            .toArray();
    assertThat(all).isEqualTo(LongStream.range(0, 1000).toArray());
    RowBlock first = reference.reader().read(Split.TRAIN, 0);
    for (int i = 0; i < first.rows(); i++) {
      assertThat(first.labels()[i])
          .as("label of row %d", first.ids()[i])
          .isEqualTo((int) (first.ids()[i] % 3));
    }
  }

  private static void assertSame(PreparedData expected, PreparedData found) {
    assertThat(found.digest()).isEqualTo(expected.digest());
    assertThat(found.key()).isEqualTo(expected.key());
    assertThat(DataFixtures.hashes(found))
        .isEqualTo(DataFixtures.hashes(expected))
        .hasSizeGreaterThan(5);
  }

  private DataConfig threeThousandRows() {
    Path file = DataFixtures.write(folder.resolve("rows.csv"), HEADER + DataFixtures.rows(0, 3000));
    return DataFixtures.withNoise(
        DataFixtures.config(DataFixtures.csv(file, "id", "", ""), 3), 0.1, false);
  }
}

package org.almkd.config;

import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Two tests a record: what nobody wrote has the default, and every key reaches its own component.
 */
/** What nobody wrote has the default, and every key reaches its own component. */
class DataConfigTest {
  @Test
  void dataHasDefaults() {
    assertThat(read("").data())
        .isEqualTo(
            new DataConfig(
                new DataSource.Csv("rows.csv", ',', "", "label", "", "", List.of()),
                0,
                Classes.counted(3),
                false,
                OnEmptyClass.FAIL,
                0,
                new SplitShares(0.1, 0.1, 0),
                NoiseConfig.NONE,
                ImageConfig.PLAIN));
  }

  @Test
  void everyKeyOfDataIsMapped() {
    String added =
        """
        data {
          seed = 4, classes = [a, b], standardize = true, on-empty-class = warn, partitions = 6
          csv { path = p, delimiter = ";", id = i, label = l, split = s, clean-label = c, features = [x, y] }
          split { validation = 0.2, test = 0.3, selection = 0.4 }
          noise { kind = symmetric, rate = 0.25, include-self = true }
        }
        """;
    assertThat(read(added).data())
        .isEqualTo(
            new DataConfig(
                new DataSource.Csv("p", ';', "i", "l", "s", "c", List.of("x", "y")),
                4,
                Classes.named(List.of("a", "b")),
                true,
                OnEmptyClass.WARN,
                6,
                new SplitShares(0.2, 0.3, 0.4),
                NoiseConfig.symmetric(0.25, true),
                ImageConfig.PLAIN));
  }

  @Test
  void syntheticHasDefaults() {
    assertThat(read("data.source = synthetic").data().source())
        .isEqualTo(
            new DataSource.Synthetic(
                DataSource.Synthetic.Kind.CLASSIFICATION, 8100, 900, 1000, 14, 14, 1, 1, 1));
  }

  @Test
  void everyKeyOfSyntheticIsMapped() {
    String added =
        """
        data { source = synthetic, synthetic {
          kind = blobs, train-rows = 1, validation-rows = 2, test-rows = 3, features = 4, informative = 5
          clusters-per-class = 6, class-separation = 7.5, deviation = 8.5 } }
        """;
    assertThat(read(added).data().source())
        .isEqualTo(
            new DataSource.Synthetic(DataSource.Synthetic.Kind.BLOBS, 1, 2, 3, 4, 5, 6, 7.5, 8.5));
  }

  @Test
  void parquetHasDefaults() {
    assertThat(read("data { source = parquet, parquet.path = p }").data().source())
        .isEqualTo(new DataSource.Parquet("p", "", "label", "", "", List.of()));
  }

  @Test
  void everyKeyOfParquetIsMapped() {
    String added =
        "data { source = parquet, parquet { path = p, id = i, label = l, split = s, clean-label = c, features = [x] } }";
    assertThat(read(added).data().source())
        .isEqualTo(new DataSource.Parquet("p", "i", "l", "s", "c", List.of("x")));
  }

  @Test
  void idxHasDefaults() {
    assertThat(read("data { source = idx, idx.path = p, classes = 0 }").data().source())
        .isEqualTo(
            new DataSource.Idx(
                "p",
                "train-images-idx3-ubyte",
                "train-labels-idx1-ubyte",
                "t10k-images-idx3-ubyte",
                "t10k-labels-idx1-ubyte",
                255,
                0,
                0));
  }

  @Test
  void everyKeyOfIdxIsMapped() {
    String added =
        """
        data { source = idx, idx { path = p, train-images = a, train-labels = b, test-images = c, test-labels = d
          scale = 2, train-limit = 3, test-limit = 4 } }
        """;
    assertThat(read(added).data().source())
        .isEqualTo(new DataSource.Idx("p", "a", "b", "c", "d", 2, 3, 4));
  }

  @Test
  void sourcesKnowTheirKeys() {
    Set<String> keys = new TreeSet<>();
    for (String source : List.of("csv", "parquet", "idx", "synthetic")) {
      keys.add(
          read("data { source = " + source + ", parquet.path = p, idx.path = p }")
              .data()
              .source()
              .key());
    }
    assertThat(keys).containsExactly("csv", "idx", "parquet", "synthetic");
  }
}

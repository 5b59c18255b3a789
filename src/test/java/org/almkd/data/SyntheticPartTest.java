package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.almkd.config.DataSource;
import org.junit.jupiter.api.Test;

class SyntheticPartTest {
  private static final long SEED = 11;

  /** A row as the cursor showed it. */
  private record Seen(long id, int label, int split, List<Float> features) {}

  private static DataSource.Synthetic config(
      DataSource.Synthetic.Kind kind, int rows, int features, int informative, int clusters) {
    return new DataSource.Synthetic(
        kind, rows - 20, 12, 8, features, informative, clusters, 1.5, 0.5);
  }

  private static List<Seen> rows(DataSource.Synthetic config, int classes, int parts) {
    List<Seen> seen = new ArrayList<>();
    for (RowPart part : SyntheticPart.plan(config, classes, true, SEED, parts)) {
      SourceRow row = new SourceRow(Features.of(new float[config.features()], 1));
      try (RowCursor cursor = part.open(DataFixtures.storage())) {
        while (cursor.next(row, new Problems())) {
          List<Float> features = new ArrayList<>();
          for (float feature : row.numbers) {
            features.add(feature);
          }
          seen.add(new Seen(row.id, row.label, row.split, features));
        }
      }
    }
    return seen;
  }

  @Test
  void rowsDependOnSeedAndIdAlone() {
    DataSource.Synthetic config = config(DataSource.Synthetic.Kind.CLASSIFICATION, 500, 6, 4, 2);
    List<Seen> whole = rows(config, 3, 1);
    assertThat(rows(config, 3, 7)).isEqualTo(whole);
    assertThat(whole).extracting(Seen::id).startsWith(0L, 1L, 2L).hasSize(500).endsWith(499L);
  }

  @Test
  void splitsAndClassesHaveExactCounts() {
    List<Seen> rows = rows(config(DataSource.Synthetic.Kind.CLASSIFICATION, 600, 6, 4, 2), 3, 2);
    int[] splits = new int[4];
    int[] labels = new int[3];
    rows.forEach(row -> splits[row.split()]++);
    rows.forEach(row -> labels[row.label()]++);
    assertThat(splits).containsExactly(580, 12, 0, 8);
    assertThat(labels).containsExactly(200, 200, 200);
    assertThat(rows.stream().limit(20).map(Seen::label).distinct().count())
        .as("classes are shuffled")
        .isEqualTo(3);
    int changes = 0;
    for (int i = 1; i < rows.size(); i++) {
      changes += rows.get(i).label() == (rows.get(i - 1).label() + 1) % 3 ? 1 : 0;
    }
    assertThat(changes).as("a next row of the next class").isBetween(150, 250);
  }

  @Test
  void clustersSitOnDistinctCornersOfTheHypercube() {
    HypercubeClusters shape =
        HypercubeClusters.of(
            config(DataSource.Synthetic.Kind.CLASSIFICATION, 100, 6, 4, 4), 4, SEED);
    Set<String> corners = new HashSet<>();
    for (int group = 0; group < 16; group++) {
      corners.add(Arrays.toString(shape.corner(group)));
      for (double coordinate : shape.corner(group)) {
        assertThat(Math.abs(coordinate)).isEqualTo(1.5);
      }
      for (double[] row : shape.mixing(group)) {
        for (double entry : row) {
          assertThat(entry).isBetween(-1.0, 1.0);
        }
      }
    }
    assertThat(corners).hasSize(16);
    assertThat(shape.order()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
  }

  @Test
  void momentsOfAClusterAreThoseOfMakeClassification() {
    int informative = 3;
    DataSource.Synthetic config =
        config(DataSource.Synthetic.Kind.CLASSIFICATION, 60_000, 5, informative, 1);
    HypercubeClusters shape = HypercubeClusters.of(config, 2, SEED);
    List<Seen> rows = rows(config, 2, 1).stream().filter(row -> row.label() == 1).toList();
    int[] order = shape.order();
    double[][] a = shape.mixing(1);
    for (int i = 0; i < 5; i++) {
      double centre = i < informative ? shape.corner(1)[i] : 0;
      assertThat(mean(rows, order[i])).as("mean of feature %d", i).isCloseTo(centre, within(0.04));
      for (int j = 0; j <= i; j++) {
        double expected = expectedCovariance(a, i, j);
        assertThat(covariance(rows, order[i], order[j]))
            .as("covariance %d, %d", i, j)
            .isCloseTo(expected, within(0.06));
      }
    }
  }

  /** A^T A among informative features, the identity among the others. */
  private static double expectedCovariance(double[][] a, int i, int j) {
    if (i >= a.length || j >= a.length) {
      return i == j ? 1 : 0;
    }
    double sum = 0;
    for (double[] row : a) {
      sum += row[i] * row[j];
    }
    return sum;
  }

  private static double mean(List<Seen> rows, int feature) {
    return rows.stream().mapToDouble(row -> row.features().get(feature)).average().orElseThrow();
  }

  private static double covariance(List<Seen> rows, int i, int j) {
    double meanI = mean(rows, i);
    double meanJ = mean(rows, j);
    return rows.stream()
        .mapToDouble(row -> (row.features().get(i) - meanI) * (row.features().get(j) - meanJ))
        .average()
        .orElseThrow();
  }

  @Test
  void blobsHaveTheirCentreAndDeviation() {
    DataSource.Synthetic config = config(DataSource.Synthetic.Kind.BLOBS, 30_000, 2, 2, 1);
    Blobs shape = Blobs.of(config, 3, SEED);
    for (int label = 0; label < 3; label++) {
      int wanted = label;
      List<Seen> rows = rows(config, 3, 1).stream().filter(row -> row.label() == wanted).toList();
      assertThat(mean(rows, 0)).isCloseTo(shape.centre(label)[0], within(0.02));
      assertThat(covariance(rows, 1, 1)).isCloseTo(0.25, within(0.01));
      assertThat(covariance(rows, 0, 1)).isCloseTo(0, within(0.01));
      assertThat(Math.abs(shape.centre(label)[0])).isLessThanOrEqualTo(15);
    }
  }

  @Test
  void spiralsAreTurnedArms() {
    DataSource.Synthetic thin =
        new DataSource.Synthetic(DataSource.Synthetic.Kind.SPIRALS, 3000, 0, 0, 2, 2, 1, 1.0, 1e-6);
    for (Seen row : rows(thin, 3, 1)) {
      double radius = Math.hypot(row.features().get(0), row.features().get(1));
      double angle = Math.atan2(row.features().get(1), row.features().get(0)) / (2 * Math.PI);
      double turned = angle - radius / 10 - row.label() / 3.0;
      assertThat(radius).isLessThan(10.001);
      if (radius > 0.1) {
        assertThat(turned - Math.rint(turned)).isCloseTo(0, within(1e-4));
      }
    }
  }

  @Test
  void refusesWhatCannotBeDrawn() {
    DataSource.Synthetic crowded = config(DataSource.Synthetic.Kind.CLASSIFICATION, 100, 6, 2, 2);
    assertThatThrownBy(() -> SyntheticPart.plan(crowded, 3, true, SEED, 1))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("3 classes x 2 clusters; expected at most 2^informative = 4");
    DataSource.Synthetic wide = config(DataSource.Synthetic.Kind.SPIRALS, 100, 3, 3, 1);
    assertThatThrownBy(() -> SyntheticPart.plan(wide, 3, true, SEED, 1))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("data.synthetic.features = 3; expected 2");
    assertThatThrownBy(() -> SyntheticPart.plan(crowded, 0, true, SEED, 1))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContaining("set data.classes");
  }
}

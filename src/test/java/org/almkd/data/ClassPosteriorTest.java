package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.almkd.config.Classes;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.config.DataSource.Synthetic.Kind;
import org.almkd.config.NoiseConfig;
import org.almkd.config.OnEmptyClass;
import org.almkd.config.SplitShares;
import org.junit.jupiter.api.Test;

class ClassPosteriorTest {
  private static final int CLASSES = 5;
  private static final int ROWS = 20_000;

  private static DataSource.Synthetic source(Kind kind, int features, int informative) {
    return new DataSource.Synthetic(kind, 10, 10, 10, features, informative, 1, 0.5, 2);
  }

  private static DataConfig data(DataSource.Synthetic source, int classes, NoiseConfig noise) {
    return new DataConfig(
        source,
        7,
        new Classes(classes, List.of()),
        false,
        OnEmptyClass.FAIL,
        0,
        new SplitShares(0.1, 0.1, 0),
        noise);
  }

  /** Two balls of variance 4 in one dimension: log odds = ((x - m_1)^2 - (x - m_0)^2) / 8. */
  @Test
  void posteriorOfBlobsIsALogisticFunction() {
    Blobs blobs = Blobs.of(source(Kind.BLOBS, 1, 1), 2, 7);
    double first = blobs.centre(0)[0];
    double second = blobs.centre(1)[0];
    double[] posterior = new double[2];
    for (float x : new float[] {-9, -1, 0, 0.5f, 6}) {
      ClassPosterior.of(blobs, 2).write(new float[] {x}, posterior, 0);
      double logOdds = ((x - second) * (x - second) - (x - first) * (x - first)) / 8;
      assertThat(posterior[0]).isCloseTo(1 / (1 + Math.exp(-logOdds)), within(1e-12));
      assertThat(posterior[0] + posterior[1]).isCloseTo(1, within(1e-12));
    }
  }

  /** In one dimension a group is N(corner, A^2), of density exp(-(x - corner)^2 / 2A^2) / |A|. */
  @Test
  void posteriorOfClustersCountsTheirSpread() {
    HypercubeClusters clusters = HypercubeClusters.of(source(Kind.CLASSIFICATION, 1, 1), 2, 7);
    double[] posterior = new double[2];
    for (float x : new float[] {-0.7f, 0, 0.4f}) {
      ClassPosterior.of(clusters, 2).write(new float[] {x}, posterior, 0);
      double[] density = new double[2];
      for (int g = 0; g < 2; g++) {
        double spread = clusters.mixing(g)[0][0];
        double z = (x - clusters.corner(g)[0]) / spread;
        density[g] = Math.exp(-z * z / 2) / Math.abs(spread);
      }
      assertThat(posterior[1]).isCloseTo(density[1] / (density[0] + density[1]), within(1e-9));
    }
  }

  /** E[p*_c(x) 1{class = c}] = E[p*_c(x)^2]: a posterior tells how often it is right. */
  @Test
  void rowsAreOfAClassAsOftenAsTheirPosteriorSays() {
    for (DataSource.Synthetic source :
        List.of(source(Kind.BLOBS, 3, 3), source(Kind.CLASSIFICATION, 6, 4))) {
      SyntheticSample sample =
          SyntheticSample.draw(data(source, CLASSES, NoiseConfig.NONE), ROWS, 1);
      double told = 0;
      double seen = 0;
      for (int i = 0; i < ROWS; i++) {
        for (int c = 0; c < CLASSES; c++) {
          double p = sample.clean_NC()[i * CLASSES + c];
          told += p * p;
          // Rows are drawn from the groups in turn, and there is one group a class.
          seen += i % CLASSES == c ? p : 0;
        }
      }
      assertThat(seen / ROWS).isCloseTo(told / ROWS, within(0.01));
      assertThat(told / ROWS).isBetween(0.25, 0.999);
    }
  }

  /** With 30 % flips to 4 other classes, given = .7 p + .075 (1 - p). */
  @Test
  void noiseSpreadsThePosteriorOfTheGivenLabel() {
    SyntheticSample sample =
        SyntheticSample.draw(
            data(source(Kind.BLOBS, 3, 3), CLASSES, NoiseConfig.symmetric(0.3, false)), 100, 1);
    for (int j = 0; j < 100 * CLASSES; j++) {
      double clean = sample.clean_NC()[j];
      assertThat(sample.given_NC()[j]).isCloseTo(0.7 * clean + 0.075 * (1 - clean), within(1e-12));
    }
  }

  /** Rows of P(given | clean), clean in rows. */
  @Test
  void transitionsFollowTheKindOfNoise() {
    assertThat(NoiseTransition.of(NoiseConfig.symmetric(0.3, true), 3)[1])
        .containsExactly(new double[] {0.1, 0.8, 0.1}, within(1e-12));
    assertThat(NoiseTransition.of(NoiseConfig.pair(0.3), 3)[2])
        .containsExactly(new double[] {0.3, 0, 0.7}, within(1e-12));
    List<List<Double>> matrix = List.of(List.of(0.9, 0.1), List.of(0.25, 0.75));
    assertThat(NoiseTransition.of(NoiseConfig.matrix(matrix), 2)[1]).containsExactly(0.25, 0.75);
  }

  @Test
  void freshRowsFollowFromTheSeedAlone() {
    DataConfig data = data(source(Kind.BLOBS, 3, 3), CLASSES, NoiseConfig.NONE);
    assertThat(SyntheticSample.draw(data, 5, 1).features().floats())
        .isEqualTo(SyntheticSample.draw(data, 5, 1).features().floats())
        .isNotEqualTo(SyntheticSample.draw(data, 5, 2).features().floats());
  }

  @Test
  void spiralsAreRefused() {
    assertThatThrownBy(
            () -> SyntheticSample.draw(data(source(Kind.SPIRALS, 2, 2), 3, NoiseConfig.NONE), 5, 1))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageContainingAll("spirals", "classification or blobs");
  }
}

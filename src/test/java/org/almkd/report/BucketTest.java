package org.almkd.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BucketTest {
  @Test
  void groupsByOrderOfX() {
    float[] x = {0.9f, 0.1f, 0.2f, 0.8f};
    float[] y = {5, 1, 3, 9};
    List<Bucket> buckets = Bucket.equalCount(x, y, 2, 1);
    assertThat(buckets).hasSize(2);
    Bucket low = buckets.get(0);
    assertThat(low.rows()).isEqualTo(2);
    assertThat(low.low()).isEqualTo(0.1f);
    assertThat(low.high()).isEqualTo(0.2f);
    assertThat(low.meanX()).isCloseTo(0.15, within(1e-7));
    assertThat(low.meanY()).isEqualTo(2);
    // s = sqrt(2), two rows: s / sqrt(2).
    assertThat(low.standardError()).isCloseTo(1, within(1e-12));
    assertThat(buckets.get(1).meanY()).isEqualTo(7);
    assertThat(buckets.get(1).standardError()).isCloseTo(2, within(1e-12));
  }

  @Test
  void standardErrorDividesByOneRowLess() {
    Bucket bucket = Bucket.equalCount(new float[5], new float[] {1, 2, 3, 4, 5}, 1, 1).get(0);
    assertThat(bucket.standardError()).isCloseTo(Math.sqrt(2.5 / 5), within(1e-12));
  }

  @Test
  void sizesDifferByAtMostOneAndNoRowIsLost() {
    SplittableRandom random = new SplittableRandom(1);
    for (int rows = 1; rows < 60; rows++) {
      float[] x = new float[rows];
      for (int i = 0; i < rows; i++) {
        x[i] = (float) random.nextDouble(-1, 1);
      }
      List<Bucket> buckets = Bucket.equalCount(x, x, 7, 3);
      assertThat(buckets).hasSize(Math.max(1, Math.min(7, rows / 3)));
      assertThat(buckets.stream().mapToInt(Bucket::rows).sum()).isEqualTo(rows);
      int most = buckets.stream().mapToInt(Bucket::rows).max().orElseThrow();
      assertThat(buckets).allMatch(b -> b.rows() >= most - 1);
      for (int b = 1; b < buckets.size(); b++) {
        assertThat(buckets.get(b).low()).isGreaterThanOrEqualTo(buckets.get(b - 1).high());
      }
    }
  }

  @Test
  void negativeNumbersComeFirst() {
    float[] x = {1, -2, 0, -1};
    assertThat(Bucket.equalCount(x, x, 4, 1))
        .extracting(Bucket::meanX)
        .containsExactly(-2.0, -1.0, 0.0, 1.0);
  }

  @Test
  void fewRowsMakeFewBuckets() {
    assertThat(Bucket.equalCount(new float[] {1, 2, 3}, new float[3], 20, 10)).hasSize(1);
    assertThat(Bucket.equalCount(new float[0], new float[0], 20, 10)).isEmpty();
    Bucket single = Bucket.equalCount(new float[] {1}, new float[] {2}, 20, 10).get(0);
    assertThat(single.meanY()).isEqualTo(2);
    assertThat(single.standardError()).isNaN();
  }
}

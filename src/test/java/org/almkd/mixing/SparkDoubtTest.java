package org.almkd.mixing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.almkd.data.Features;
import org.almkd.data.InvalidDataException;
import org.almkd.data.LocalSpark;
import org.almkd.data.Shard;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class SparkDoubtTest {
  private static final int CLASSES = 4;
  private static final int ROWS = 600;
  private static final DoubtRows DRAWN =
      DoubtRows.draw(9, ROWS, 7, NoiseModel.uniform(0.2, CLASSES));

  @Test
  void oneShardIsFittedAsManyAreToTheBit() {
    SparkDoubt.Result alone = run(List.of(DRAWN.shard(0, 0, 1)));
    SparkDoubt.Result beside = run(List.of(DRAWN.shard(0, 0, 1), empty(1)));
    assertThat(beside.doubts().columns_RN()).isDeepEqualTo(alone.doubts().columns_RN());
    assertThat(beside.estimates().calibration()).isEqualTo(alone.estimates().calibration());
    assertThat(beside.estimates().noise().noise_CC())
        .isEqualTo(alone.estimates().noise().noise_CC());
    assertThat(beside.estimates().meanDoubt()).isEqualTo(alone.estimates().meanDoubt());
  }

  @Test
  void shardsChangeNothingButTheLastBits() {
    SparkDoubt.Result alone = run(shards(1));
    SparkDoubt.Result three = run(shards(3));
    assertThat(three.estimates().calibration().temperature())
        .isEqualTo(alone.estimates().calibration().temperature());
    assertThat(three.estimates().calibration().floor())
        .isEqualTo(alone.estimates().calibration().floor(), within(1e-12));
    assertThat(three.estimates().noise().noise_CC())
        .containsExactly(alone.estimates().noise().noise_CC(), within(1e-12));
    assertThat(three.doubts().columns_RN()[0])
        .containsExactly(alone.doubts().columns_RN()[0], within(1e-6f));
    assertThat(run(shards(3)).doubts().columns_RN()).isDeepEqualTo(three.doubts().columns_RN());
  }

  @Test
  void doubtsStandAtTheirRanks() {
    SparkDoubt.Result result = run(shards(3));
    DoubtEstimates estimates = result.estimates();
    CalibratedRows rows =
        CalibratedRows.of(
            DRAWN.logits(1),
            DRAWN.labels(),
            CLASSES,
            estimates.calibration().withFloor(NoiseFit.FLOOR));
    double[] doubts = rows.doubts(estimates.noise());
    assertThat(result.doubts().columns()).isEqualTo(1);
    float[] found = result.doubts().columns_RN()[0];
    assertThat(found).hasSize(ROWS);
    for (int i = 0; i < ROWS; i++) {
      assertThat(found[i]).as("row %d", i).isEqualTo((float) doubts[i], within(1e-6f));
    }
  }

  @Test
  void estimatesFitTheRows() {
    DoubtEstimates estimates = run(shards(3)).estimates();
    assertThat(estimates.noise().flipRate()).isEqualTo(DRAWN.flipped(), within(0.03));
    assertThat(estimates.meanDoubt()).isEqualTo(estimates.noise().flipRate(), within(1e-3));
    assertThat(estimates.after().calibrationError())
        .isLessThan(estimates.before().calibrationError());
    long rows = IntStream.range(0, Reliability.BINS).mapToLong(estimates.after()::rows).sum();
    assertThat(rows).isEqualTo(ROWS);
  }

  @Test
  void labelsThatAreWrongAreDoubtedMore() {
    float[] doubts = run(shards(2)).doubts().columns_RN()[0];
    double wrong = mean(doubts, true);
    double right = mean(doubts, false);
    assertThat(wrong).isGreaterThan(right + 0.5);
  }

  @Test
  void badInputIsNamedFromAnyNumberOfShards() {
    for (int count = 1; count <= 2; count++) {
      List<Shard> shards = shards(count);
      shards.get(count - 1).teacherLogits_KNC()[0][5] = Float.NaN;
      // The second shard begins with row 1, whose logits stand at 0 to 3; 5 is in its second row.
      String row = count == 1 ? "row 1" : "row 3";
      assertThatThrownBy(() -> run(shards))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining(row + " has the logit NaN of teacher 0 for class 1");
    }
  }

  @Test
  void noRowsAreRefused() {
    for (List<Shard> shards : List.of(List.of(empty(0)), List.of(empty(0), empty(1)))) {
      assertThatThrownBy(() -> run(shards))
          .isInstanceOf(InvalidDataException.class)
          .hasMessageContaining("found no training row");
    }
  }

  private static double mean(float[] doubts, boolean wrong) {
    return IntStream.range(0, ROWS)
        .filter(i -> (DRAWN.labels()[i] != DRAWN.clean()[i]) == wrong)
        .mapToDouble(i -> doubts[i])
        .average()
        .orElseThrow();
  }

  private static Shard empty(int index) {
    return new Shard(
        index,
        new long[0],
        new int[0],
        Features.of(new float[0], 0),
        new int[0],
        new int[0],
        new float[1][0]);
  }

  private static List<Shard> shards(int count) {
    return IntStream.range(0, count).mapToObj(s -> DRAWN.shard(s, s, count)).toList();
  }

  private static SparkDoubt.Result run(List<Shard> shards) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    return new SparkDoubt(spark, spark.parallelize(shards, shards.size()), CLASSES).run();
  }
}

package org.almkd.config;

import static org.almkd.config.Configurations.problems;
import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseConfigTest {
  private static final String MATRIX = "[[0.5, 0.5, 0], [0, 1, 0], [0.25, 0.25, 0.5]]";

  @Test
  void kindsAreRead() {
    assertThat(read("data.noise { kind = pair, rate = 0.2 }").data().noise())
        .isEqualTo(NoiseConfig.pair(0.2));
    assertThat(read("data.noise { kind = matrix, matrix = " + MATRIX + " }").data().noise())
        .isEqualTo(
            NoiseConfig.matrix(
                List.of(List.of(0.5, 0.5, 0.0), List.of(0.0, 1.0, 0.0), List.of(0.25, 0.25, 0.5))));
  }

  @Test
  void aMatrixThatIsNotSelectedIsLeftAlone() {
    assertThat(read("data.noise { kind = pair, rate = 0.2, matrix = [[3]] }").data().noise())
        .isEqualTo(NoiseConfig.pair(0.2));
    assertThat(problems("data.noise.matrix = [[a]]"))
        .singleElement()
        .asString()
        .contains("run.conf: 2: data.noise.matrix", "expected a list of rows of numbers");
  }

  @Test
  void thirdsAreCloseEnoughToOne() {
    String third = "0.3333333, 0.3333333, 0.3333333";
    String matrix = "[[%s], [%s], [%s]]".formatted(third, third, third);
    assertThat(problems("data.noise { kind = matrix, matrix = " + matrix + " }")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [] | has 0 rows; expected 3, one a class of data.classes
          [[1, 0], [0, 1]] | has 2 rows; expected 3, one a class of data.classes
          [[1, 0, 0], [0, 1], [0, 0, 1]] | row 1 (of true class 1) has 2 numbers; expected 3
          [[1, 0, 0], [0, 1, 0, 0], [0, 0, 1]] | row 1 (of true class 1) has 4 numbers; expected 3
          [[1, 0, 0], [0, 1, 0], [0, -0.5, 1.5]] | row 2 (of true class 2) gives class 1 the share -0.5; expected a number in [0, 1]
          [[1, 0, 0], [0, 1, 0], [0, 0, 1e999]] | row 2 (of true class 2) gives class 2 the share Infinity
          [[1, 0, 0], [0, 0.9, 0], [0, 0, 1]] | row 1 (of true class 1) sums to 0.9; expected 1
          [[1, 0, 0], [0, 1, 0.00001], [0, 0, 1]] | row 1 (of true class 1) sums to 1.00001; expected 1
          [[1, 0, 0], [0, 1, x], [0, 0, 1]] | expected a list of rows of numbers, such as [[0.9, 0.1], [0.2, 0.8]]
          [1, 0, 0] | expected a list of rows of numbers
          0.5 | expected a list of rows of numbers
          """)
  void aMatrixThatIsNoneIsNamed(String matrix, String problem) {
    assertThat(problems("data.noise { kind = matrix, matrix = " + matrix + " }"))
        .singleElement()
        .asString()
        .startsWith("run.conf: 2: data.noise.matrix")
        .contains(problem);
  }

  @Test
  void everyRowThatIsWrongIsNamed() {
    assertThat(problems("data.noise { kind = matrix, matrix = [[2, 0, 0], [0, 1, 0], [0, 0, 0]] }"))
        .hasSize(2);
  }

  @Test
  void keysOfOtherKindsContradict() {
    assertThat(problems("data.noise { kind = matrix, rate = 0.2, matrix = " + MATRIX + " }"))
        .singleElement()
        .asString()
        .contains(
            "data.noise.rate = 0.2; expected 0, since data.noise.matrix says how many change");
    assertThat(problems("data.noise { kind = pair, rate = 0.2, include-self = true }"))
        .singleElement()
        .asString()
        .contains("data.noise.include-self = true; expected false, since symmetric noise alone");
  }

  @Test
  void aMatrixOfUnknownClassesNeedsToBeSquare() {
    String source = "data { source = idx, idx.path = p, classes = 0 }\n";
    assertThat(problems(source + "data.noise { kind = matrix, matrix = [[1, 0], [0, 1]] }"))
        .isEmpty();
    assertThat(problems(source + "data.noise { kind = matrix, matrix = [[1]] }"))
        .singleElement()
        .asString()
        .contains("has 1 rows; expected one a class, at least 2, since data.noise.kind = matrix");
  }
}

package org.almkd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestKeyTest {

  @ParameterizedTest
  @CsvSource({
    "a,a,0",
    "ab,ba,1",
    "abc,ac,1",
    "ac,abc,1",
    "abc,axc,1",
    "'',abc,3",
    "kitten,sitting,3"
  })
  void distanceCountsEdits(String from, String to, int distance) {
    assertThat(NearestKey.distance(from, to)).isEqualTo(distance);
  }

  @Test
  void lastWordAloneIsEnough() {
    assertThat(NearestKey.to("epochs", List.of("method", "train.epochs")))
        .isEqualTo("train.epochs");
  }

  @Test
  void refusesToChooseAmongNoKeys() {
    assertThatThrownBy(() -> NearestKey.to("a", List.of()))
        .hasMessage("No known keys to compare a with");
  }
}

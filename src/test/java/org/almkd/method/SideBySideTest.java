package org.almkd.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.almkd.train.EpochMetrics;
import org.almkd.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

@Timeout(20)
class SideBySideTest {
  private static final EpochMetrics EPOCH = new EpochMetrics(1, 0.1, 2, Map.of());

  @Test
  void resultsAreInOrderWhoeverEndsFirst() {
    CountDownLatch second = new CountDownLatch(1);
    List<Supplier<String>> trainings =
        List.of(
            () -> {
              await(second);
              return "first";
            },
            () -> {
              second.countDown();
              return "second";
            });
    assertThat(new SideBySide(new TrainingListener() {}).run(trainings, 2))
        .containsExactly("first", "second");
  }

  @Test
  void epochsOfAllAreCountedTogether() {
    List<Integer> told = new ArrayList<>();
    SideBySide sideBySide = new SideBySide(listener(told));
    List<Supplier<Integer>> trainings =
        IntStream.range(0, 3)
            .<Supplier<Integer>>mapToObj(
                i ->
                    () -> {
                      sideBySide.epochFinished(EPOCH);
                      sideBySide.epochFinished(EPOCH);
                      return i;
                    })
            .toList();
    assertThat(sideBySide.run(trainings, 2)).containsExactly(0, 1, 2);
    assertThat(told).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void failureStopsTheOthersAndIsTheOneThatIsTold() {
    AtomicInteger begun = new AtomicInteger();
    CountDownLatch running = new CountDownLatch(1);
    SideBySide sideBySide = new SideBySide(new TrainingListener() {});
    Supplier<String> endless =
        () -> {
          running.countDown();
          while (true) {
            sideBySide.epochFinished(EPOCH);
          }
        };
    Supplier<String> failing =
        () -> {
          await(running);
          throw new IllegalArgumentException("diverged");
        };
    Supplier<String> late =
        () -> {
          begun.incrementAndGet();
          return "late";
        };
    assertThatThrownBy(() -> sideBySide.run(List.of(endless, failing, late), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("diverged");
    assertThat(begun).as("trainings begun after the failure").hasValue(0);
    assertThatThrownBy(() -> sideBySide.epochFinished(EPOCH))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void errorsAreNotSwallowed() {
    Supplier<String> failing =
        () -> {
          throw new AssertionError("no memory");
        };
    assertThatThrownBy(() -> new SideBySide(new TrainingListener() {}).run(List.of(failing), 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no memory")
        .hasCauseInstanceOf(AssertionError.class);
  }

  private static TrainingListener listener(List<Integer> told) {
    return new TrainingListener() {
      @Override
      public void epochFinished(EpochMetrics metrics) {
        told.add(metrics.epochs());
      }
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void logLinesAreMarkedAsThoseOfTheCaller() {
    MDC.put("cell", "cell 7");
    try {
      List<Supplier<String>> trainings = List.of(() -> MDC.get("cell"), () -> MDC.get("cell"));
      assertThat(new SideBySide(new TrainingListener() {}).run(trainings, 2))
          .containsExactly("cell 7", "cell 7");
    } finally {
      MDC.remove("cell");
    }
  }
}

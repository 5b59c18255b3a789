package org.almkd.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdlePoolTest {
  /** Something that notices when two use it at once. */
  private static final class Tool {
    private final AtomicInteger users = new AtomicInteger();

    int use() {
      int most = users.incrementAndGet();
      for (int i = 0; i < 100; i++) {
        Thread.onSpinWait();
        most = Math.max(most, users.get());
      }
      users.decrementAndGet();
      return most;
    }
  }

  private final List<Tool> made = new ArrayList<>();

  private Tool make() {
    synchronized (made) {
      Tool tool = new Tool();
      made.add(tool);
      return tool;
    }
  }

  @Test
  void anIdleObjectIsUsedAgain() {
    IdlePool<String, Tool> pool = new IdlePool<>(4);
    Tool first = borrow(pool, "a");
    assertThat(borrow(pool, "a")).isSameAs(first);
    assertThat(made).hasSize(1);
  }

  /** Ten of weight 3 against 2 kept in any case and a weight of 12: the last four stay. */
  @Test
  void lightObjectsStayUntilTheyAreHeavyTogether() {
    IdlePool<Integer, Tool> pool = new IdlePool<>(2, 12, tool -> 3);
    IntStream.range(0, 10).forEach(kind -> borrow(pool, kind));
    assertThat(pool.size()).isEqualTo(4);
    made.clear();
    IntStream.range(6, 10).forEach(kind -> borrow(pool, kind));
    assertThat(made).isEmpty();
  }

  @Test
  void heavyObjectsStayWhenTheyAreFew() {
    IdlePool<Integer, Tool> pool = new IdlePool<>(2, 12, tool -> 100);
    IntStream.range(0, 5).forEach(kind -> borrow(pool, kind));
    assertThat(pool.size()).isEqualTo(2);
  }

  @Test
  void kindsShareNothing() {
    IdlePool<String, Tool> pool = new IdlePool<>(4);
    Tool first = borrow(pool, "a");
    assertThat(borrow(pool, "b")).isNotSameAs(first);
    assertThat(pool.size()).isEqualTo(2);
  }

  @Test
  void anObjectInUseIsNotLentTwice() {
    IdlePool<String, Tool> pool = new IdlePool<>(4);
    borrow(pool, "a");
    boolean same =
        pool.with("a", this::make, outer -> pool.with("a", this::make, inner -> inner == outer));
    assertThat(same).isFalse();
    assertThat(pool.size()).isEqualTo(2);
  }

  @Test
  void manyThreadsNeverShareAnObject() {
    IdlePool<String, Tool> pool = new IdlePool<>(4);
    assertThat(
            IntStream.range(0, 20_000)
                .parallel()
                .map(i -> pool.with("a" + i % 3, this::make, Tool::use))
                .max())
        .hasValue(1);
    assertThat(pool.size()).isLessThanOrEqualTo(4);
  }

  @Test
  void anObjectWhoseUseFailedIsDropped() {
    IdlePool<String, Tool> pool = new IdlePool<>(4);
    assertThatThrownBy(
            () ->
                pool.with(
                    "a",
                    this::make,
                    tool -> {
                      throw new IllegalStateException("half-written");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("half-written");
    assertThat(pool.size()).isZero();
    borrow(pool, "a");
    assertThat(made).hasSize(2);
  }

  @Test
  void theLeastRecentlyUsedKindIsDroppedFirst() {
    IdlePool<String, Tool> pool = new IdlePool<>(2);
    Tool a = borrow(pool, "a");
    borrow(pool, "b");
    borrow(pool, "a");
    borrow(pool, "c");
    assertThat(pool.size()).isEqualTo(2);
    assertThat(borrow(pool, "a")).isSameAs(a);
    int before = made.size();
    borrow(pool, "b");
    assertThat(made).as("b was dropped").hasSize(before + 1);
  }

  private <K> Tool borrow(IdlePool<K, Tool> pool, K kind) {
    return pool.with(kind, this::make, tool -> tool);
  }
}

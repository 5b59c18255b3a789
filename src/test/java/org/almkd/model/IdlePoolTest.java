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
      int now = users.incrementAndGet();
      Thread.onSpinWait();
      users.decrementAndGet();
      return now;
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

  private Tool borrow(IdlePool<String, Tool> pool, String kind) {
    return pool.with(kind, this::make, tool -> tool);
  }
}

package org.almkd.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KeyLocksTest {
  private final KeyLocks locks = new KeyLocks();

  @Test
  void oneAtATimeUnderOneName() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      futures.add(
          threads.submit(
              () ->
                  locks.with(
                      "a",
                      () -> {},
                      () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        LockSupport.parkNanos(1_000);
                        return inside.decrementAndGet();
                      })));
    }
    for (Future<?> future : futures) {
      future.get();
    }
    threads.shutdown();
    assertThat(most).hasValue(1);
    assertThat(locks.size()).isZero();
  }

  @Test
  void otherNamesAreNotWaitedForAndWaitingIsTold() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Future<String> first =
        threads.submit(
            () ->
                locks.with(
                    "a",
                    () -> {},
                    () -> {
                      entered.countDown();
                      await(leave);
                      return "first";
                    }));
    await(entered);
    assertThat(locks.with("b", () -> {}, () -> "other")).isEqualTo("other");
    Future<String> second =
        threads.submit(() -> locks.with("a", waiting::countDown, () -> "second"));
    await(waiting);
    assertThat(second.isDone()).isFalse();
    leave.countDown();
    assertThat(first.get()).isEqualTo("first");
    assertThat(second.get()).isEqualTo("second");
    threads.shutdown();
  }

  @Test
  void aFailureLetsTheNextOneIn() {
    assertThatThrownBy(
            () ->
                locks.with(
                    "a",
                    () -> {},
                    () -> {
                      throw new StorageException("no");
                    }))
        .isInstanceOf(StorageException.class);
    assertThat(locks.<String>with("a", () -> {}, () -> "next")).isEqualTo("next");
    assertThat(locks.size()).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package org.almkd.storage;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A lock for each name that somebody holds or waits for. */
final class KeyLocks {
  private final ConcurrentHashMap<String, Held> locks = new ConcurrentHashMap<>();

  /** A lock, and how many hold it or wait for it; the count changes under the map's own locks. */
  private static final class Held {
    private final ReentrantLock lock = new ReentrantLock();
    private int users;
  }

  /**
   * Does something while nobody else does anything under the same name.
   *
   * @param waiting called first where somebody does
   */
  <T> T with(String name, Runnable waiting, Supplier<T> work) {
    Held held = locks.compute(name, (key, found) -> joined(found == null ? new Held() : found));
    try {
      if (!held.lock.tryLock()) {
        waiting.run();
        held.lock.lock();
      }
      try {
        return work.get();
      } finally {
        held.lock.unlock();
      }
    } finally {
      locks.computeIfPresent(name, (key, found) -> --found.users == 0 ? null : found);
    }
  }

  /** Names that somebody holds or waits for. */
  int size() {
    return locks.size();
  }

  private static Held joined(Held held) {
    held.users++;
    return held;
  }
}

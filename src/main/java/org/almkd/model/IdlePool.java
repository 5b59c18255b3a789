package org.almkd.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Objects that are costly to make and that no task uses at the moment. A task takes one, has it for
 * itself, and gives it back; nothing in it may matter to the next. Bounded: the least recently used
 * kind is dropped first. Thread-safe.
 *
 * @param <K> what makes objects interchangeable
 * @param <V> the objects
 */
public final class IdlePool<K, V> {
  private final int most;
  private final long mostWeight;
  private final ToLongFunction<V> weigh;
  private final Map<K, Deque<V>> idle = new LinkedHashMap<>(16, 0.75f, true);

  /** Keeps at most so many idle objects. */
  public IdlePool(int most) {
    this(most, 0, object -> 1);
  }

  /**
   * Keeps so many idle objects, and more of them as long as they are light.
   *
   * @param most objects that are kept whatever they weigh
   * @param mostWeight beyond these, weight of all that are kept
   * @param weigh weight of an object, above 0
   */
  public IdlePool(int most, long mostWeight, ToLongFunction<V> weigh) {
    this.most = most;
    this.mostWeight = mostWeight;
    this.weigh = weigh;
  }

  /** Uses an idle object of a kind, or a new one; one whose use failed is dropped. */
  public <T> T with(K kind, Supplier<V> make, Function<V, T> use) {
    V object = take(kind);
    if (object == null) {
      object = make.get();
    }
    T result = use.apply(object);
    giveBack(kind, object);
    return result;
  }

  private synchronized V take(K kind) {
    Deque<V> objects = idle.get(kind);
    return objects == null ? null : objects.poll();
  }

  private synchronized void giveBack(K kind, V object) {
    idle.computeIfAbsent(kind, k -> new ArrayDeque<>()).push(object);
    while (size() > most && weight() > mostWeight) {
      K oldest = idle.keySet().iterator().next();
      idle.get(oldest).poll();
      if (idle.get(oldest).isEmpty()) {
        idle.remove(oldest);
      }
    }
  }

  private long weight() {
    return idle.values().stream().flatMap(Deque::stream).mapToLong(weigh).sum();
  }

  /** Returns the number of idle objects. */
  synchronized int size() {
    return idle.values().stream().mapToInt(Deque::size).sum();
  }
}

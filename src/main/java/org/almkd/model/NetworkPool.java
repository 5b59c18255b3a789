package org.almkd.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Networks of this JVM that no task uses at the moment. Building a DL4J graph costs more than many
 * steps of a small one, so that tasks borrow: a network is exclusive to one task attempt and is
 * overwritten from the broadcast before it is used, hence holds no state that matters.
 *
 * <p>This is the one object a JVM shares between tasks besides the loaded teachers; it is bounded and
 * can be emptied at any time.
 */
public final class NetworkPool {
  private static final int MOST_IDLE = 2 * Runtime.getRuntime().availableProcessors() + 2;
  private static final Map<NetworkSpec, Deque<Network>> IDLE =
      new LinkedHashMap<>(16, 0.75f, true);

  private NetworkPool() {}

  /**
   * Lends a network for the time of one call.
   *
   * @param spec what is needed; equal specs share networks
   * @param threads native threads of a replica
   * @param use what is done with it; must load numbers before it reads any
   */
  public static <T> T with(NetworkSpec spec, int threads, Function<Network, T> use) {
    NativeRuntime.prepare(threads);
    Network network = take(spec);
    T result = use.apply(network);
    // Not in a finally: a network that failed half-way is dropped rather than lent again.
    giveBack(network);
    return result;
  }

  private static Network take(NetworkSpec spec) {
    synchronized (IDLE) {
      Deque<Network> networks = IDLE.get(spec);
      if (networks != null && !networks.isEmpty()) {
        return networks.pop();
      }
    }
    return Network.create(spec);
  }

  private static void giveBack(Network network) {
    synchronized (IDLE) {
      IDLE.computeIfAbsent(network.spec(), spec -> new ArrayDeque<>()).push(network);
      if (idle() > MOST_IDLE) {
        // The least recently used spec comes first.
        Deque<Network> oldest = IDLE.values().iterator().next();
        oldest.pop();
        IDLE.values().removeIf(Deque::isEmpty);
      }
    }
  }

  private static int idle() {
    return IDLE.values().stream().mapToInt(Deque::size).sum();
  }
}

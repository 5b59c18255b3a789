package org.almkd.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Zipped networks that a task uses beside the one that it trains, as long as that takes. They are
 * lent together, so that a JVM keeps as many sets of them as it runs tasks, however many a set has.
 *
 * @param networks the networks, in order
 */
public record SharedNetworks(List<SharedNetwork> networks) implements Serializable {
  /** No network. */
  public static final SharedNetworks NONE = new SharedNetworks(List.of());

  /** As many as tasks run at once; networks of an earlier training go first. */
  private static final IdlePool<List<String>, List<ZippedNetwork>> IDLE =
      new IdlePool<>(Runtime.getRuntime().availableProcessors());

  /** Copies the list. */
  public SharedNetworks {
    networks = List.copyOf(networks);
  }

  /** Lends the networks, in order, for the time of one call; no other task has them meanwhile. */
  public <T> T with(Function<List<ZippedNetwork>, T> use) {
    if (networks.isEmpty()) {
      return use.apply(List.of());
    }
    NativeRuntime.prepare(networks.get(0).threads());
    return IDLE.with(networks.stream().map(SharedNetwork::kind).toList(), this::load, use);
  }

  private List<ZippedNetwork> load() {
    List<ZippedNetwork> loaded = new ArrayList<>();
    networks.forEach(network -> loaded.add(network.load()));
    return loaded;
  }
}

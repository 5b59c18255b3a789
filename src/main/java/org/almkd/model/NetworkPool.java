package org.almkd.model;

import java.util.function.Function;

/**
 * The networks of this JVM that no task uses at the moment: building a DL4J graph costs more than
 * many steps of a small one. A borrowed network is exclusive to one task attempt and is overwritten
 * from the broadcast before it is used.
 */
public final class NetworkPool {
  private static final IdlePool<NetworkSpec, Network> IDLE =
      new IdlePool<>(2 * Runtime.getRuntime().availableProcessors() + 2);

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
    return IDLE.with(spec, () -> Network.create(spec), use);
  }
}

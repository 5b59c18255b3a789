package org.almkd.train;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Tells all trainings of a run to stop at the end of their round. */
public final class StopSignal {
  private final AtomicReference<RuntimeException> reason = new AtomicReference<>();

  /** Stops them; the first reason stays. */
  public void stop(RuntimeException why) {
    reason.compareAndSet(null, why);
  }

  /** Returns why they are to stop; empty while they are not. */
  public Optional<RuntimeException> reason() {
    return Optional.ofNullable(reason.get());
  }

  /** Throws the reason, where there is one. */
  public void check() {
    RuntimeException why = reason.get();
    if (why != null) {
      throw why;
    }
  }
}

package org.almkd.model;

import java.io.Serializable;
import java.util.function.Function;
import org.almkd.data.InputShape;
import org.almkd.storage.Sha256;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;

/**
 * A zipped network that tasks of any executor use: each JVM reads it once, checks its digest and
 * keeps a few for later tasks.
 *
 * @param storage where to read it with
 * @param path the zip's full address
 * @param sha256 digest of the zip
 * @param input what a row is
 * @param classes C
 * @param threads native threads of one network
 */
public record SharedNetwork(
    Storage storage, String path, String sha256, InputShape input, int classes, int threads)
    implements Serializable {
  /** Networks may be large: of these a JVM keeps few; of small ones all folds of a teacher. */
  private static final int KEPT = 4;

  private static final long PARAMETERS_KEPT = 64L << 20;

  private static final IdlePool<String, ZippedNetwork> IDLE =
      new IdlePool<>(KEPT, PARAMETERS_KEPT, ZippedNetwork::parameters);

  /** Lends the network for the time of one call. */
  public <T> T with(Function<ZippedNetwork, T> use) {
    NativeRuntime.prepare(threads);
    return IDLE.with(kind(), this::load, use);
  }

  /** Returns what networks agree in that may take each other's place. */
  String kind() {
    return sha256 + "/" + input + "/" + classes;
  }

  ZippedNetwork load() {
    byte[] zip = storage.read(path);
    String found = Sha256.of(zip);
    if (!found.equals(sha256)) {
      throw new StorageException(
          "Cannot use the network %s: found SHA-256 %s, expected %s; it was changed while it was in use; run again"
              .formatted(path, found, sha256));
    }
    return ZippedNetwork.load(path, zip, input, classes);
  }
}

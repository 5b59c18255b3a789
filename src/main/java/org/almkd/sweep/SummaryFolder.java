package org.almkd.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.storage.Manifest;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.Sha256;
import org.almkd.storage.Storage;

/**
 * The folder of a summary. Its files are valid once {@code summary.manifest.json}, which names them
 * all, is there. A summary that was there before is taken away first.
 */
final class SummaryFolder {
  /** Name of the file that is written last. */
  static final String MANIFEST = "summary.manifest.json";

  private final Storage storage;
  private final String path;
  private final List<ManifestEntry> written = new ArrayList<>();

  SummaryFolder(Storage storage, String folder) {
    this.storage = storage;
    this.path = storage.qualify(folder);
  }

  /** Removes the summary that was there before, and nothing else. */
  void clear() {
    String file = path + "/" + MANIFEST;
    Optional<Manifest> before = Manifest.find(storage, file);
    storage.delete(file);
    before.ifPresent(m -> m.entries().forEach(e -> storage.delete(path + "/" + e.name())));
  }

  void write(String name, byte[] content) {
    storage.replace(path + "/" + name, content);
    written.add(new ManifestEntry(name, content.length, Sha256.of(content), 0));
  }

  /** Makes the folder valid: everything has been written. */
  void finish(String name) {
    Manifest manifest =
        new Manifest(Manifest.FORMAT_VERSION, "summary", name, "", written, Map.of());
    storage.replace(path + "/" + MANIFEST, manifest.toBytes());
  }

  String path() {
    return path;
  }
}

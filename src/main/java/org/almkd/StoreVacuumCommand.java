package org.almkd;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.almkd.config.RunConfig;
import org.almkd.doctor.Bytes;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Storage;
import org.almkd.storage.StoreVacuum;
import org.almkd.storage.StoreVacuum.Waste;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes from a store what no run names. */
@Command(
    name = "vacuum",
    mixinStandardHelpOptions = true,
    description = {
      "Removes from a store artefacts that no run names, published or not, only when they are older",
      "than a day. Refuses where it cannot know all runs that use the store."
    })
final class StoreVacuumCommand implements Callable<Integer> {
  @Mixin private StoreCommand.Choice choice;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "A folder of runs that use the store, besides run.dir; may be repeated.")
  private List<String> runs = List.of();

  @Option(names = "--dry-run", description = "Print what would be removed and remove nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    Storage storage = StoreCommand.Choice.storage(new SparkConf());
    Optional<RunConfig> config = choice.config(storage);
    ArtefactStore store = choice.store(storage, config);
    StoreVacuum vacuum = new StoreVacuum(store, folders(storage, store, config), Instant.now());
    List<Waste> waste = vacuum.find();
    waste.forEach(w -> Console.print(line(w)));
    List<Waste> removed = dryRun ? waste : waste.stream().filter(w -> removes(vacuum, w)).toList();
    Console.print(
        "%s: %s %d of %d entries, %s"
            .formatted(
                store.root(),
                dryRun ? "would remove" : "removed",
                removed.size(),
                waste.size(),
                Bytes.text(removed.stream().mapToLong(w -> w.entry().bytes()).sum())));
    return 0;
  }

  private List<String> folders(Storage storage, ArtefactStore store, Optional<RunConfig> config) {
    List<String> folders = new ArrayList<>(runs);
    config.ifPresent(c -> folders.add(c.run().dir()));
    String runDir = config.map(c -> storage.qualify(c.run().dir())).orElse("");
    if (runs.isEmpty() && (runDir.isEmpty() || !isInside(store.root(), runDir))) {
      throw choice.mistake(
          "found the store %s outside %s, so that runs elsewhere may use it; expected every folder of runs that use it; name them with --runs DIR"
              .formatted(store.root(), runDir.isEmpty() ? "any folder of runs" : runDir));
    }
    for (String folder : folders) {
      if (!storage.isFolder(folder)) {
        throw choice.mistake(
            "found no folder %s; expected a folder of runs; check --runs or run.dir"
                .formatted(folder));
      }
    }
    return folders;
  }

  /** Whether a folder really lies in another: on a local disk links are followed first. */
  private static boolean isInside(String folder, String outer) {
    if (!folder.startsWith(outer + "/")) {
      return false;
    }
    URI inner = new Path(folder).toUri();
    if (!"file".equals(inner.getScheme())) {
      return true;
    }
    try {
      return real(inner).startsWith(real(new Path(outer).toUri()));
    } catch (IOException e) {
      // Whoever cannot follow it cannot know who else does.
      return false;
    }
  }

  private static java.nio.file.Path real(URI local) throws IOException {
    return java.nio.file.Path.of(local.getPath()).toRealPath();
  }

  private static boolean removes(StoreVacuum vacuum, Waste waste) {
    boolean removed = vacuum.remove(waste);
    if (!removed) {
      Console.print(
          "kept %s: a run names it by now, or somebody has written to it"
              .formatted(waste.entry().name()));
    }
    return removed;
  }

  private static String line(Waste waste) {
    return "%s/%s  %s  %s"
        .formatted(
            waste.entry().name(),
            waste.entry().attempt(),
            Bytes.text(waste.entry().bytes()),
            waste.reason());
  }
}

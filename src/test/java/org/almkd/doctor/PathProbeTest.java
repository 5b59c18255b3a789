package org.almkd.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.almkd.doctor.PathProbe.Target;
import org.almkd.storage.Storage;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathProbeTest {
  @TempDir private Path folder;

  @Test
  void twoKeysMayNameOneFolder() {
    String both = folder + "/runs";
    List<Target> folders = List.of(new Target("run.dir", both), new Target("store.dir", both));
    PathProbe probe =
        new PathProbe(new Storage(new Configuration(false)), List.of(), folders, "token");
    List<String> missing = probe.missingFolders();
    List<PathFacts> facts = new ArrayList<>(probe.fromDriver());
    facts.addAll(probe.fromExecutor("executor 0", "0"));
    assertThat(facts).extracting(PathFacts::failure).hasSize(4).containsOnly("");
    assertThat(folder.resolve("runs").toFile().list()).hasSize(4);
    probe.clean(missing);
    assertThat(folder.resolve("runs")).doesNotExist();
  }
}

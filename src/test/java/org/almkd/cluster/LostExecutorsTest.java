package org.almkd.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that die in every stage of a run, and a worker that does not come back. */
@Tag("cluster")
@Tag("long")
class LostExecutorsTest {
  @TempDir private Path folder;

  private Map<String, String> environment(String master, Path halts) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "spark.ui.enabled false",
                "spark.speculation true",
                "spark.speculation.interval 10ms",
                "spark.speculation.multiplier 1.1"));
    settings.addAll(Halting.settings(halts));
    Map<String, String> environment = new HashMap<>();
    environment.put("ALMKD_MASTER", master);
    environment.put("ALMKD_DRIVER_MEMORY", "768m");
    environment.put("ALMKD_EXECUTOR_MEMORY", "768m");
    environment.put("ALMKD_EXECUTORS", "2");
    environment.put(
        "ALMKD_SPARK_CONF", Project.sparkConf(folder, "standalone", settings).toString());
    return environment;
  }

  @Test
  void studentIsTheSame() throws Exception {
    Path halts = Files.createDirectory(folder.resolve("halts"));
    String runs = folder + "/runs";
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2, 1);
        Job job =
            ShortQuickstart.start(
                folder,
                "standalone",
                environment(cluster.address(), halts),
                ShortQuickstart.ROWS.toString(),
                runs)) {
      job.await("a halt in a round", () -> Files.exists(halts.resolve("round")));
      cluster.worker(1).close();
      assertThat(job.exitCode()).as(job.log()).isZero();
    }
    assertThat(halts.toFile().list()).containsExactlyInAnyOrderElementsOf(Halting.STAGES.keySet());
    assertThat(ShortQuickstart.read(runs)).isEqualTo(ShortQuickstart.local(folder));
  }
}

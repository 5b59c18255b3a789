package org.almkd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.almkd.config.DataSource;
import org.almkd.config.RunConfig;
import org.almkd.config.TeacherConfig;
import org.almkd.config.TeacherSource;
import org.almkd.doctor.PathProbe;
import org.almkd.doctor.PathProbe.Target;
import org.almkd.storage.Storage;

/** The paths that a configuration names. */
final class RunPaths {
  private RunPaths() {}

  /** Returns what tries them all; nothing is tried without a configuration. */
  static PathProbe probe(Storage storage, Optional<RunConfig> config, String token) {
    return new PathProbe(
        storage,
        config.map(RunPaths::inputs).orElse(List.of()),
        config.map(RunPaths::folders).orElse(List.of()),
        token);
  }

  private static List<Target> folders(RunConfig config) {
    return List.of(
        new Target("run.dir", config.run().dir()), new Target("store.dir", config.storeDir()));
  }

  private static List<Target> inputs(RunConfig config) {
    List<Target> inputs = new ArrayList<>(data(config.data().source()));
    for (TeacherConfig teacher : config.teachers()) {
      if (teacher.source() instanceof TeacherSource.Dl4j dl4j) {
        inputs.add(new Target("dl4j.path", dl4j.path()));
      }
      if (teacher.source() instanceof TeacherSource.Logits logits) {
        inputs.add(new Target("logits.path", logits.path()));
      }
    }
    return inputs;
  }

  private static List<Target> data(DataSource source) {
    if (source instanceof DataSource.Csv csv) {
      return List.of(new Target("data.csv.path", csv.path()));
    }
    if (source instanceof DataSource.Parquet parquet) {
      return List.of(new Target("data.parquet.path", parquet.path()));
    }
    if (source instanceof DataSource.Idx idx) {
      return Stream.of(idx.trainImages(), idx.trainLabels(), idx.testImages(), idx.testLabels())
          // Plain or .gz, whichever is there.
          .map(file -> new Target("data.idx.path", idx.path() + "/" + file + "{,.gz}"))
          .toList();
    }
    if (source instanceof DataSource.Cifar cifar) {
      return List.of(new Target("data." + cifar.key() + ".path", cifar.path() + "/*.bin"));
    }
    if (source instanceof DataSource.ImageFiles files) {
      return List.of(new Target("data." + files.key() + ".path", files.path()));
    }
    return List.of();
  }
}

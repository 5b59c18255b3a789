package org.almkd.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.almkd.config.Classes;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.config.ImageConfig;
import org.almkd.config.NoiseConfig;
import org.almkd.config.OnEmptyClass;
import org.almkd.config.SplitShares;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Storage;
import org.apache.hadoop.conf.Configuration;

/** Small inputs and configurations for tests. */
final class DataFixtures {
  private DataFixtures() {}

  static Storage storage() {
    return new Storage(new Configuration());
  }

  static ArtefactStore store(Path folder) {
    return new ArtefactStore(storage(), folder.toString());
  }

  static SparkDataStage stage(Path folder) {
    return new SparkDataStage(LocalSpark.session(), store(folder));
  }

  static DataConfig config(DataSource source, int classes) {
    return new DataConfig(
        source,
        7,
        Classes.counted(classes),
        false,
        OnEmptyClass.FAIL,
        0,
        new SplitShares(0.2, 0.1, 0),
        NoiseConfig.NONE,
        ImageConfig.PLAIN);
  }

  static DataConfig withPartitions(DataConfig config, int partitions) {
    return new DataConfig(
        config.source(),
        config.seed(),
        config.classes(),
        config.standardize(),
        config.onEmptyClass(),
        partitions,
        config.split(),
        config.noise(),
        ImageConfig.PLAIN);
  }

  static DataConfig withNoise(DataConfig config, double rate, boolean includeSelf) {
    return withNoise(config, NoiseConfig.symmetric(rate, includeSelf));
  }

  static DataConfig withNoise(DataConfig config, NoiseConfig noise) {
    return new DataConfig(
        config.source(),
        config.seed(),
        config.classes(),
        config.standardize(),
        config.onEmptyClass(),
        config.partitions(),
        config.split(),
        noise,
        ImageConfig.PLAIN);
  }

  static DataConfig withSplit(DataConfig config, double validation, double test, double selection) {
    return new DataConfig(
        config.source(),
        config.seed(),
        config.classes(),
        config.standardize(),
        config.onEmptyClass(),
        config.partitions(),
        new SplitShares(validation, test, selection),
        config.noise(),
        ImageConfig.PLAIN);
  }

  static DataConfig standardized(DataConfig config) {
    return new DataConfig(
        config.source(),
        config.seed(),
        config.classes(),
        true,
        config.onEmptyClass(),
        config.partitions(),
        config.split(),
        config.noise(),
        ImageConfig.PLAIN);
  }

  static DataConfig withClasses(DataConfig config, Classes classes, OnEmptyClass onEmptyClass) {
    return new DataConfig(
        config.source(),
        config.seed(),
        classes,
        config.standardize(),
        onEmptyClass,
        config.partitions(),
        config.split(),
        config.noise(),
        ImageConfig.PLAIN);
  }

  static DataSource.Csv csv(Path path, String id, String split, String clean) {
    return new DataSource.Csv(path.toString(), ',', id, "label", split, clean, List.of());
  }

  static DataSource.Synthetic synthetic(int train, int validation, int test) {
    return new DataSource.Synthetic(
        DataSource.Synthetic.Kind.CLASSIFICATION, train, validation, test, 14, 14, 1, 1.0, 1.0);
  }

  /** Lines "id,label,a,b" of rows from..to, three classes; ids in a scrambled order. */
  static String rows(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      SplittableRandom random = new SplittableRandom(i);
      text.append(i * 7919L % 1_000_003).append(',').append(i % 3).append(',');
      text.append((float) random.nextDouble(-5, 5))
          .append(',')
          .append((float) random.nextDouble())
          .append('\n');
    }
    return text.toString();
  }

  static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path writeGzip(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
        out.write(text.getBytes(UTF_8));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hashes of all files of prepared data, in manifest order. */
  static List<String> hashes(PreparedData data) {
    return data.artefact().manifest().entries().stream().map(entry -> entry.sha256()).toList();
  }
}

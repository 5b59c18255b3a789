package org.almkd.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.almkd.config.Classes;
import org.almkd.config.DataConfig;
import org.almkd.config.DataSource;
import org.almkd.storage.Storage;

/**
 * The files of a CIFAR data set in its binary version: records of one label byte (CIFAR-100: two,
 * the superclass first) and 3 x 32 x 32 bytes of pixels, channel by channel.
 *
 * @param folder where they lie
 * @param train names of the training files, in the order of their rows
 * @param test name of the test file
 * @param names name of the file with a class name a line
 * @param labelBytes labels of a record
 * @param labelAt which of them counts
 * @param classes C
 */
record CifarFiles(
    String folder,
    List<String> train,
    String test,
    String names,
    int labelBytes,
    int labelAt,
    int classes)
    implements Serializable {
  /** What an image is. */
  static final InputShape.Image SHAPE = new InputShape.Image(3, 32, 32);

  static CifarFiles of(DataSource.Cifar source) {
    return switch (source.labels()) {
      case TEN ->
          new CifarFiles(
              source.path(),
              List.of(
                  "data_batch_1.bin",
                  "data_batch_2.bin",
                  "data_batch_3.bin",
                  "data_batch_4.bin",
                  "data_batch_5.bin"),
              "test_batch.bin",
              "batches.meta.txt",
              1,
              0,
              10);
      case FINE -> hundred(source, "fine_label_names.txt", 1, 100);
      case COARSE -> hundred(source, "coarse_label_names.txt", 0, 20);
    };
  }

  private static CifarFiles hundred(
      DataSource.Cifar source, String names, int labelAt, int classes) {
    return new CifarFiles(
        source.path(), List.of("train.bin"), "test.bin", names, 2, labelAt, classes);
  }

  /** Names the classes of a CIFAR data set where the run file does not. */
  static DataConfig named(Storage storage, DataConfig config) {
    if (!(config.source() instanceof DataSource.Cifar source)) {
      return config;
    }
    CifarFiles files = of(source);
    int configured = config.classes().count();
    if (configured != 0 && configured != files.classes()) {
      throw new InvalidDataException(
          "Cannot read " + files.folder(),
          "found data.classes of %d; expected %d classes; leave data.classes out, or name as many"
              .formatted(configured, files.classes()));
    }
    return configured == 0 ? config.withClasses(files.readClasses(storage)) : config;
  }

  /** The names that come with the data, or numbers where that file is missing. */
  private Classes readClasses(Storage storage) {
    String path = folder + "/" + names;
    if (!storage.exists(path)) {
      return Classes.counted(classes);
    }
    List<String> found =
        new String(storage.read(path), UTF_8)
            .lines()
            .map(String::strip)
            .filter(l -> !l.isEmpty())
            .toList();
    if (found.size() != classes || found.stream().distinct().count() != classes) {
      throw new InvalidDataException(
          "Cannot read " + path,
          "found %d names, %d of them different; expected %d names, one a line; copy the file again, or set data.classes"
              .formatted(found.size(), found.stream().distinct().count(), classes));
    }
    return Classes.named(found);
  }

  /** Bytes of a record. */
  int recordBytes() {
    return labelBytes + SHAPE.size();
  }

  /**
   * One of the files.
   *
   * @param path address
   * @param records records in it
   * @param firstId id of its first record
   */
  record File(String path, int records, long firstId) implements Serializable {}

  /** The training files, with ids that count on from file to file. */
  List<File> trainFiles(Storage storage) {
    List<File> files = new ArrayList<>();
    long next = 0;
    for (String name : train) {
      File file = file(storage, name, next);
      files.add(file);
      next += file.records();
    }
    return files;
  }

  /** The test file. */
  File testFile(Storage storage, long firstId) {
    return file(storage, test, firstId);
  }

  private File file(Storage storage, String name, long firstId) {
    String path = folder + "/" + name;
    if (!storage.exists(path)) {
      throw new InvalidDataException(
          "Cannot read " + path,
          "found no such file; expected the binary version of the data set, %s and %s; check the path"
              .formatted(String.join(", ", train), test));
    }
    long bytes = storage.size(path);
    if (bytes == 0 || bytes % recordBytes() != 0) {
      throw new InvalidDataException(
          "Cannot read " + path,
          "found %d bytes; expected a multiple of %d, the bytes of a record; copy the file again"
              .formatted(bytes, recordBytes()));
    }
    return new File(storage.qualify(path), Math.toIntExact(bytes / recordBytes()), firstId);
  }
}

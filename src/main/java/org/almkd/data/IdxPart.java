package org.almkd.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.zip.ZipException;
import org.almkd.config.DataSource;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;

/**
 * A range of the items of an idx image file with its label file. Ids are position for the training
 * files and 2 x 2^40 + position for the test files; 1 x 2^40 is left to sources with validation
 * files of their own.
 *
 * @param images image file
 * @param labels label file; null: rows without labels (an Optional does not travel)
 * @param classes number of classes; 0: not known
 * @param split code of the rows
 * @param firstId id of item 0
 * @param chosen rows to use
 * @param from first item
 * @param to item after the last
 */
record IdxPart(
    IdxFile images,
    IdxFile labels,
    ClassReader classes,
    int split,
    long firstId,
    RankCut chosen,
    int from,
    int to)
    implements RowPart {
  private static final long TEST_ORDINAL = 2;
  private static final int ID_BITS = 40;

  /**
   * All rows of the four files, in parts of at most so many items; gzip files are one part each.
   */
  static List<RowPart> plan(
      DataSource.Idx config,
      ClassReader classes,
      boolean labelled,
      long seed,
      Storage storage,
      int parts) {
    IdxFile train = IdxFile.open(storage, config.path(), config.trainImages(), false);
    IdxFile test = IdxFile.open(storage, config.path(), config.testImages(), false);
    if (!train.shape().equals(test.shape())) {
      throw IdxFile.refusal(
          test.path(),
          "found images of %s; expected %s as in %s"
              .formatted(test.shape(), train.shape(), train.path()));
    }
    Optional<IdxFile> trainLabels =
        labels(storage, config.path(), config.trainLabels(), train, labelled);
    Optional<IdxFile> testLabels =
        labels(storage, config.path(), config.testLabels(), test, labelled);
    long testId = TEST_ORDINAL << ID_BITS;
    int testCode = Split.TEST.code();
    int trainCode = labelled ? SourceRow.NO_SPLIT : testCode;
    // Limits are of training: whoever asks for predictions wants one of every row.
    RankCut trainChosen = chosen(seed, 0, train.items(), labelled ? config.trainLimit() : 0);
    RankCut testChosen = chosen(seed, testId, test.items(), labelled ? config.testLimit() : 0);
    List<RowPart> planned = new ArrayList<>();
    new IdxPart(
            train, trainLabels.orElse(null), classes, trainCode, 0, trainChosen, 0, train.items())
        .cut(parts, planned);
    new IdxPart(
            test, testLabels.orElse(null), classes, testCode, testId, testChosen, 0, test.items())
        .cut(parts, planned);
    return planned;
  }

  /** Names of the columns of a cursor. */
  static List<String> columnNames() {
    return List.of("file", "item");
  }

  /** A picture has no columns: it is named by where it lies. */
  static String[] columns(String path, int item) {
    return new String[] {path.substring(path.lastIndexOf('/') + 1), Integer.toString(item)};
  }

  int width() {
    return images.itemBytes();
  }

  InputShape.Image shape() {
    return images.shape();
  }

  private static Optional<IdxFile> labels(
      Storage storage, String folder, String name, IdxFile images, boolean labelled) {
    if (!labelled) {
      return Optional.empty();
    }
    IdxFile labels = IdxFile.open(storage, folder, name, true);
    if (labels.items() != images.items()) {
      throw IdxFile.refusal(
          labels.path(),
          "found "
              + labels.items()
              + " labels; expected "
              + images.items()
              + ", the number of images in "
              + images.path());
    }
    return Optional.of(labels);
  }

  /** Rows to use of a file: all where the limit is 0, or a limited number by hash. */
  static RankCut chosen(long seed, long firstId, int items, int limit) {
    long salt = SeededHash.salt(seed, "limit");
    if (limit == 0 || limit >= items) {
      return RankCut.all(salt);
    }
    return RankCut.of(salt, LongStream.range(firstId, firstId + items).toArray(), limit);
  }

  private void cut(int parts, List<RowPart> planned) {
    int count = images.compressed() ? 1 : parts;
    for (int i = 0; i < count; i++) {
      int begin = (int) ((long) to * i / count);
      int end = (int) ((long) to * (i + 1) / count);
      planned.add(new IdxPart(images, labels, classes, split, firstId, chosen, begin, end));
    }
  }

  @Override
  public RowCursor open(Storage storage) {
    return new Cursor(this, storage);
  }

  private static final class Cursor implements RowCursor {
    private final IdxPart part;
    private final Storage storage;
    private InputStream images;
    private InputStream labels;
    private int item;

    Cursor(IdxPart part, Storage storage) {
      this.part = part;
      this.storage = storage;
      item = part.from - 1;
    }

    @Override
    public boolean next(SourceRow row, Problems problems) {
      try {
        open();
        while (++item < part.to) {
          int label = read(row.pixels);
          if (part.chosen.contains(part.firstId + item) && accept(row, label, problems)) {
            return true;
          }
        }
        checkEnd(problems);
      } catch (EOFException | ZipException e) {
        problems.add(
            location()
                + ": found the end of the file or damage in it; expected "
                + part.images.items()
                + " items as its header says; copy the file again");
        item = part.to;
      } catch (IOException e) {
        throw new StorageException(
            "Cannot read "
                + location()
                + ": "
                + e.getMessage()
                + "; start again once it can be read",
            e);
      }
      return false;
    }

    private void open() throws IOException {
      if (images == null) {
        images = part.images.at(storage, part.from);
        labels =
            part.labels == null
                ? InputStream.nullInputStream()
                : part.labels.at(storage, part.from);
      }
    }

    private int read(byte[] pixels) throws IOException {
      if (images.readNBytes(pixels, 0, pixels.length) < pixels.length) {
        throw new EOFException(part.images.path());
      }
      if (part.labels == null) {
        return SourceRow.NO_LABEL;
      }
      int label = labels.read();
      if (label < 0) {
        throw new EOFException(part.labels.path());
      }
      return label;
    }

    private boolean accept(SourceRow row, int label, Problems problems) {
      row.id = part.firstId + item;
      row.split = part.split;
      row.label = label;
      if (part.labels != null && part.classes.count() > 0 && label >= part.classes.count()) {
        problems.add(
            part.labels.path()
                + ": item "
                + item
                + ": found the label "
                + label
                + "; expected 0 to "
                + (part.classes.count() - 1)
                + "; check data.classes");
        return false;
      }
      return true;
    }

    /** A compressed file tells its length only here. */
    private void checkEnd(Problems problems) throws IOException {
      if (item == part.to
          && part.to == part.images.items()
          && (images.read() >= 0 || labels.read() >= 0)) {
        problems.add(
            part.images.path()
                + " or its label file: found more bytes than "
                + part.images.items()
                + " items; expected the end of the file; copy the files again");
      }
    }

    @Override
    public String[] columns() {
      return IdxPart.columns(part.images.path(), item);
    }

    @Override
    public String location() {
      return part.images.path() + ": item " + item;
    }

    @Override
    public void close() {
      try {
        if (images != null) {
          images.close();
          labels.close();
        }
      } catch (IOException e) {
        throw new StorageException(
            "Cannot close " + part.images.path() + ": " + e.getMessage() + "; start again", e);
      }
    }
  }
}

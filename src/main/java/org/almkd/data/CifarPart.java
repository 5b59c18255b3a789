package org.almkd.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.almkd.config.DataSource;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;

/**
 * A range of the records of a CIFAR file. Ids are position over all training files, and 2 x 2^40 +
 * position for the test file, as those of idx files.
 *
 * @param files the data set
 * @param file the file
 * @param split code of the rows
 * @param labelled whether labels are read
 * @param chosen rows to use
 * @param from first record
 * @param to record after the last
 */
record CifarPart(
    CifarFiles files,
    CifarFiles.File file,
    int split,
    boolean labelled,
    RankCut chosen,
    int from,
    int to)
    implements RowPart {
  private static final long FIRST_TEST_ID = 2L << 40;

  /** All rows of the data set, each file in as many parts. */
  static List<RowPart> plan(
      DataSource.Cifar source, boolean labelled, long seed, Storage storage, int parts) {
    CifarFiles files = CifarFiles.of(source);
    List<CifarFiles.File> train = files.trainFiles(storage);
    CifarFiles.File test = files.testFile(storage, FIRST_TEST_ID);
    int trainRecords = train.stream().mapToInt(CifarFiles.File::records).sum();
    int trainLimit = labelled ? source.trainLimit() : 0;
    int testLimit = labelled ? source.testLimit() : 0;
    RankCut trainChosen = IdxPart.chosen(seed, 0, trainRecords, trainLimit);
    RankCut testChosen = IdxPart.chosen(seed, FIRST_TEST_ID, test.records(), testLimit);
    int trainCode = labelled ? SourceRow.NO_SPLIT : Split.TEST.code();
    List<RowPart> planned = new ArrayList<>();
    for (CifarFiles.File file : train) {
      new CifarPart(files, file, trainCode, labelled, trainChosen, 0, file.records())
          .cut(parts, planned);
    }
    new CifarPart(files, test, Split.TEST.code(), labelled, testChosen, 0, test.records())
        .cut(parts, planned);
    return planned;
  }

  private void cut(int parts, List<RowPart> planned) {
    for (int i = 0; i < parts; i++) {
      int begin = (int) ((long) to * i / parts);
      int end = (int) ((long) to * (i + 1) / parts);
      if (end > begin) {
        planned.add(new CifarPart(files, file, split, labelled, chosen, begin, end));
      }
    }
  }

  @Override
  public RowCursor open(Storage storage) {
    return new Cursor(this, storage);
  }

  private static final class Cursor implements RowCursor {
    private final CifarPart part;
    private final Storage storage;
    private final byte[] bytes;
    private InputStream input;
    private int item;

    Cursor(CifarPart part, Storage storage) {
      this.part = part;
      this.storage = storage;
      bytes = new byte[part.files.recordBytes()];
      item = part.from - 1;
    }

    @Override
    public boolean next(SourceRow row, Problems problems) {
      try {
        open();
        while (++item < part.to) {
          read();
          if (part.chosen.contains(part.file.firstId() + item) && accept(row, problems)) {
            return true;
          }
        }
      } catch (EOFException e) {
        problems.add(
            location()
                + ": found the end of the file; expected %d records; copy the file again"
                    .formatted(part.file.records()));
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
      if (input == null) {
        input = storage.open(part.file.path());
        input.skipNBytes((long) part.from * bytes.length);
      }
    }

    private void read() throws IOException {
      if (input.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new EOFException(part.file.path());
      }
    }

    private boolean accept(SourceRow row, Problems problems) {
      int label = bytes[part.files.labelAt()] & 0xff;
      if (part.labelled && label >= part.files.classes()) {
        problems.add(
            location()
                + ": found the label %d; expected 0 to %d; copy the file again"
                    .formatted(label, part.files.classes() - 1));
        return false;
      }
      row.id = part.file.firstId() + item;
      row.split = part.split;
      row.label = part.labelled ? label : SourceRow.NO_LABEL;
      System.arraycopy(bytes, part.files.labelBytes(), row.pixels, 0, row.pixels.length);
      return true;
    }

    @Override
    public String[] columns() {
      return IdxPart.columns(part.file.path(), item);
    }

    @Override
    public String location() {
      return part.file.path() + ": record " + item;
    }

    @Override
    public void close() {
      try {
        if (input != null) {
          input.close();
        }
      } catch (IOException e) {
        throw new StorageException(
            "Cannot close " + part.file.path() + ": " + e.getMessage() + "; start again", e);
      }
    }
  }
}

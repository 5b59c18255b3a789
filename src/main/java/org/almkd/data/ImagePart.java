package org.almkd.data;

import java.util.ArrayList;
import java.util.List;
import org.almkd.storage.Storage;

/**
 * Some pictures of a data set, each in a file of its own. Ids are the paths from the root on.
 *
 * @param root root folder of the data set
 * @param entries the pictures
 * @param decoder turns files into pixels
 * @param cropToBox whether a picture is cut to the box of its object
 * @param skipsBad whether a file that cannot be decoded is left out rather than refused
 * @param labelled whether labels and splits are used; else all are test rows
 * @param decodes whether pixels are read; else only what the picture is called is
 */
record ImagePart(
    String root,
    List<ImageEntry> entries,
    ImageDecoder decoder,
    boolean cropToBox,
    boolean skipsBad,
    boolean labelled,
    boolean decodes)
    implements RowPart {

  /** Names of the columns of a cursor. */
  static List<String> columnNames() {
    return List.of("file");
  }

  /** Returns neighbouring pictures in at most so many parts. */
  List<ImagePart> cut(int parts) {
    List<ImagePart> cut = new ArrayList<>();
    int count = entries.size();
    for (int i = 0; i < parts; i++) {
      int begin = (int) ((long) count * i / parts);
      int end = (int) ((long) count * (i + 1) / parts);
      if (end > begin) {
        List<ImageEntry> some = new ArrayList<>(entries.subList(begin, end));
        cut.add(new ImagePart(root, some, decoder, cropToBox, skipsBad, labelled, decodes));
      }
    }
    return cut;
  }

  @Override
  public RowPart withoutFeatures() {
    return new ImagePart(root, entries, decoder, cropToBox, skipsBad, labelled, false);
  }

  @Override
  public RowCursor open(Storage storage) {
    return new Cursor(this, storage);
  }

  private static final class Cursor implements RowCursor {
    private final ImagePart part;
    private final Storage storage;
    private int next;

    Cursor(ImagePart part, Storage storage) {
      this.part = part;
      this.storage = storage;
    }

    @Override
    public boolean next(SourceRow row, Problems problems) {
      while (next < part.entries.size()) {
        ImageEntry entry = part.entries.get(next++);
        try {
          read(entry, row);
          return true;
        } catch (InvalidDataException e) {
          if (part.skipsBad) {
            problems.skip(e.getMessage());
          } else {
            problems.add(e.getMessage());
          }
        }
      }
      return false;
    }

    private void read(ImageEntry entry, SourceRow row) {
      if (part.decodes) {
        Box box = part.cropToBox ? entry.box() : Box.WHOLE;
        byte[] pixels = part.decoder.read(storage, part.root + "/" + entry.path(), box).pixels();
        System.arraycopy(pixels, 0, row.pixels, 0, pixels.length);
      }
      RowId.read(entry.path(), row);
      row.label = part.labelled ? entry.label() : SourceRow.NO_LABEL;
      row.split = part.labelled ? entry.split().code() : Split.TEST.code();
    }

    @Override
    public String[] columns() {
      return new String[] {part.entries.get(next - 1).path()};
    }

    @Override
    public String location() {
      return part.root + "/" + part.entries.get(next - 1).path();
    }

    @Override
    public void close() {
      // Each file is closed as soon as it is read.
    }
  }
}

package org.almkd.data;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipException;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.almkd.storage.StoredFile;

/**
 * The CSV files of a source, which all have the same header.
 *
 * @param files in path order
 * @param compressed of each file, whether it is gzip
 * @param header names of the columns
 */
record CsvFiles(List<StoredFile> files, List<Boolean> compressed, List<String> header) {

  /** Finds the files of a path, which is a file, a folder or a glob, and reads their headers. */
  static CsvFiles find(Storage storage, String path, char delimiter) {
    List<StoredFile> files = SourceFiles.find(storage, path, List.of(".csv", ".csv.gz"));
    List<Boolean> compressed = new ArrayList<>();
    List<String> header = List.of();
    for (StoredFile file : files) {
      boolean gzip = isCompressed(storage, file);
      List<String> found = header(storage, file, gzip, delimiter);
      if (header.isEmpty()) {
        header = found;
      }
      if (!found.equals(header)) {
        throw new InvalidDataException(
            "Cannot read " + path,
            file.path()
                + ": line 1: found the header "
                + found
                + "; expected "
                + header
                + " as in "
                + files.get(0).path()
                + "; give all files the same columns in the same order");
      }
      compressed.add(gzip);
    }
    return new CsvFiles(files, compressed, header);
  }

  /**
   * Cuts the files into parts: plain files into ranges of at most so many bytes, gzip files not at
   * all.
   */
  List<CsvPart> parts(CsvLayout layout, long bytes) {
    List<CsvPart> parts = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      StoredFile file = files.get(i);
      if (compressed.get(i)) {
        parts.add(new CsvPart(file.path(), true, 0, Long.MAX_VALUE, layout, 0, 0));
        continue;
      }
      long count = Math.max(1, (file.bytes() + bytes - 1) / bytes);
      for (long j = 0; j < count; j++) {
        parts.add(
            new CsvPart(
                file.path(),
                false,
                file.bytes() * j / count,
                file.bytes() * (j + 1) / count,
                layout,
                0,
                0));
      }
    }
    return parts;
  }

  long bytes() {
    return files.stream().mapToLong(StoredFile::bytes).sum();
  }

  private static boolean isCompressed(Storage storage, StoredFile file) {
    try {
      return Gzip.isCompressed(storage, file.path());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static List<String> header(
      Storage storage, StoredFile file, boolean gzip, char delimiter) {
    try (LineReader lines = LineReader.open(storage, file.path(), gzip, 0, Long.MAX_VALUE)) {
      String line = lines.next();
      if (line == null || line.isBlank()) {
        throw new InvalidDataException(
            "Cannot read " + file.path(),
            "found an empty file or first line; expected a header line with column names");
      }
      String[] names = CsvFields.forHeader(delimiter, line).of(line);
      if (names == null) {
        throw new InvalidDataException(
            "Cannot read " + file.path(),
            "line 1: found a quote that is not closed; expected column names");
      }
      return Arrays.asList(names);
    } catch (EOFException | ZipException e) {
      throw new InvalidDataException(
          "Cannot read " + file.path(),
          "found the end of the gzip stream or damage in it ("
              + e.getMessage()
              + "); expected a whole file; copy it again");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static StorageException unreadable(StoredFile file, IOException cause) {
    return new StorageException(
        "Cannot read "
            + file.path()
            + ": "
            + cause.getMessage()
            + "; start again once it can be read",
        cause);
  }
}

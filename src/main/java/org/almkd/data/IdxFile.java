package org.almkd.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;

/**
 * A file of unsigned bytes in the idx format of MNIST: two zero bytes, the type (8), the number of
 * dimensions, the dimensions as big-endian 32-bit numbers, then the bytes.
 *
 * @param path file
 * @param compressed whether it is gzip
 * @param headerBytes bytes before the first item
 * @param items first dimension
 * @param itemBytes product of the other dimensions
 * @param shape what an item is: a grey picture where there are two other dimensions, else a line
 */
record IdxFile(
    String path,
    boolean compressed,
    int headerBytes,
    int items,
    int itemBytes,
    InputShape.Image shape)
    implements Serializable {
  private static final int UNSIGNED_BYTE = 8;

  /** Most bytes that a byte of a gzip file can stand for. */
  private static final long MOST_COMPRESSION = 1032;

  /**
   * Reads the header of a file.
   *
   * @param name file name without .gz
   * @param labels whether labels are expected (one dimension) rather than images (more than one)
   */
  static IdxFile open(Storage storage, String folder, String name, boolean labels) {
    String path = existing(storage, folder, name);
    try {
      boolean compressed = Gzip.isCompressed(storage, path);
      IdxFile file = header(storage, path, compressed, labels);
      long expected = file.headerBytes + (long) file.items * file.itemBytes;
      long found = storage.size(path);
      // Of a compressed file at least nonsense is seen before memory is taken for its items.
      if (compressed ? expected > found * MOST_COMPRESSION : found != expected) {
        throw refusal(
            path,
            "found %d bytes%s; expected %d as its header says; copy the file again"
                .formatted(found, compressed ? " of gzip" : "", expected));
      }
      return file;
    } catch (EOFException | ZipException e) {
      throw refusal(
          path,
          "found the end of the file inside its header; expected a whole idx file; copy the file again");
    } catch (IOException e) {
      throw new StorageException(
          "Cannot read " + path + ": " + e.getMessage() + "; start again once it can be read", e);
    }
  }

  private static String existing(Storage storage, String folder, String name) {
    String plain = folder + "/" + name;
    if (storage.exists(plain)) {
      return storage.qualify(plain);
    }
    if (storage.exists(plain + ".gz")) {
      return storage.qualify(plain + ".gz");
    }
    throw refusal(
        plain,
        "found neither this file nor "
            + plain
            + ".gz; expected one of them; check data.idx.path and the file names");
  }

  private static IdxFile header(Storage storage, String path, boolean compressed, boolean labels)
      throws IOException {
    try (DataInputStream in = new DataInputStream(Gzip.open(storage, path, compressed))) {
      int magic = in.readInt();
      int dimensions = magic & 0xff;
      boolean shaped = labels ? dimensions == 1 : dimensions > 1 && dimensions < 9;
      if (magic >>> 8 != UNSIGNED_BYTE || !shaped) {
        throw refusal(
            path,
            String.format("found the magic number 0x%08x", magic)
                + "; expected "
                + (labels ? "0x00000801 (labels)" : "0x00000803 (images)")
                + "; check which file is which in data.idx");
      }
      int[] sizes = new int[dimensions];
      for (int i = 0; i < dimensions; i++) {
        sizes[i] = in.readInt();
      }
      long itemBytes = Arrays.stream(sizes).skip(1).asLongStream().reduce(1, (a, b) -> a * b);
      if (!(sizes[0] >= 0 && itemBytes >= 1 && itemBytes <= 1 << 28)) {
        throw refusal(
            path,
            "found the dimensions "
                + Arrays.toString(sizes)
                + "; expected positive numbers; copy the file again");
      }
      InputShape.Image shape =
          dimensions == 3
              ? new InputShape.Image(1, sizes[1], sizes[2])
              : new InputShape.Image(1, 1, (int) itemBytes);
      return new IdxFile(path, compressed, 4 + 4 * dimensions, sizes[0], (int) itemBytes, shape);
    }
  }

  /** The bytes from an item on. */
  InputStream at(Storage storage, int item) throws IOException {
    InputStream in = Gzip.open(storage, path, compressed);
    in.skipNBytes(headerBytes + (long) item * itemBytes);
    return in;
  }

  static InvalidDataException refusal(String path, String problem) {
    return new InvalidDataException("Cannot read " + path, problem);
  }
}

package org.almkd.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.StructType;

/**
 * Parquet files with a column of encoded pictures. With {@link #STRUCT} they have the columns that
 * Hugging Face's {@code Dataset.to_parquet} gives a data set of the features Image and ClassLabel:
 * {@code image struct<bytes: binary, path: string>, label bigint}.
 */
public final class EncodedPictures {
  /** Type of the column as Hugging Face writes it. */
  public static final String STRUCT = "struct<bytes: binary, path: string>";

  /** Type of a column of bytes. */
  public static final String BINARY = "binary";

  private EncodedPictures() {}

  /**
   * Returns rows {@code id, label, image, note, other}; id is three times the number.
   *
   * @param struct whether the picture is in a struct
   */
  public static List<Row> rows(int count, int classes, boolean struct) {
    return IntStream.range(0, count)
        .mapToObj(i -> row(i, classes, bytes(i, classes), struct))
        .toList();
  }

  static Row row(int number, int classes, byte[] bytes, boolean struct) {
    return RowFactory.create(
        3L * number,
        (long) (number % classes),
        struct ? RowFactory.create(bytes, "picture-" + number) : bytes,
        "text",
        RowFactory.create("elsewhere"));
  }

  /** Returns a picture of its own size, in turn as JPEG and PNG, brightest in its class's third. */
  static byte[] bytes(int number, int classes) {
    SplittableRandom random = new SplittableRandom(number);
    int width = 14 + random.nextInt(9);
    int height = 14 + random.nextInt(9);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      boolean bright = y * classes / height == number % classes;
      for (int x = 0; x < width; x++) {
        int grey = random.nextInt(80) + (bright ? 170 : 0);
        image.setRGB(x, y, grey << 16 | grey << 8 | grey);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, number % 2 == 0 ? "png" : "jpg", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Returns the head of a PNG file of 60,000 x 60,000 pixels. */
  static byte[] bomb() {
    ByteBuffer file = ByteBuffer.allocate(8 + 25 + 12);
    file.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    byte[] head =
        ByteBuffer.allocate(17)
            .put(new byte[] {'I', 'H', 'D', 'R'})
            .putInt(60_000)
            .putInt(60_000)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    chunk(file, head);
    chunk(file, new byte[] {'I', 'E', 'N', 'D'});
    return file.array();
  }

  private static void chunk(ByteBuffer file, byte[] nameAndData) {
    CRC32 sum = new CRC32();
    sum.update(nameAndData);
    file.putInt(nameAndData.length - 4).put(nameAndData).putInt((int) sum.getValue());
  }

  /**
   * Writes rows.
   *
   * @param image type of the column of pictures
   */
  public static void write(List<Row> rows, String image, Path folder, int files, SaveMode mode) {
    LocalSpark.session()
        .createDataFrame(
            rows,
            StructType.fromDDL(
                "id bigint, label bigint, image %s, note string, other struct<path: string>"
                    .formatted(image)))
        .repartition(files)
        .sortWithinPartitions("id")
        .write()
        .mode(mode)
        .parquet(folder.toString());
  }
}

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.almkd.storage.ParquetTable;

/**
 * Prints the digest of the rows of each Parquet file of lambdas. The files themselves may differ:
 * their footers list encodings in an order that each JVM chooses.
 */
final class LambdaRows {
  private LambdaRows() {}

  public static void main(String[] files) throws Exception {
    for (String file : files) {
      ParquetTable table = ParquetTable.read(file, Files.readAllBytes(Path.of(file)));
      ByteBuffer row = ByteBuffer.allocate(24);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < table.rows(); i++) {
        row.clear();
        row.putLong(table.longs("id")[i])
            .putInt(table.ints("teacher")[i])
            .putFloat(table.floats("lambda")[i])
            .putFloat(table.floats("teacherProbability")[i])
            .putInt(table.ints("teacherClass")[i]);
        digest.update(row.array());
      }
      System.out.printf("%d rows %s%n", table.rows(), HexFormat.of().formatHex(digest.digest()));
    }
  }
}

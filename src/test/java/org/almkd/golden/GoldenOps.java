package org.almkd.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The file of single operations: losses and their logit gradients of an independent program. */
public final class GoldenOps {
  private static final List<String> LINES = read();

  private GoldenOps() {}

  /** Returns the numbers of a matrix, row-major. */
  public static double[] flat(String name) {
    for (int i = 0; i < LINES.size(); i++) {
      if (LINES.get(i).startsWith(name + " ")) {
        int rows = Integer.parseInt(LINES.get(i).split(" ", -1)[1]);
        return LINES.subList(i + 1, i + 1 + rows).stream()
            .flatMapToDouble(
                line -> Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble))
            .toArray();
      }
    }
    throw new IllegalArgumentException("no matrix " + name + " in ops.txt");
  }

  /** Returns a matrix of whole numbers. */
  public static int[] integers(String name) {
    return Arrays.stream(flat(name)).mapToInt(value -> (int) value).toArray();
  }

  private static List<String> read() {
    try {
      return Files.readAllLines(
          Path.of(GoldenOps.class.getResource("/golden-ops/ops.txt").toURI()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}

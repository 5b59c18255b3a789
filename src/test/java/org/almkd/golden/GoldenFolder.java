package org.almkd.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** One folder of golden vectors: sizes from config.json, matrices from its text files. */
public final class GoldenFolder {
  private final Path folder;
  private final JsonNode config;

  private GoldenFolder(Path folder) throws IOException {
    this.folder = folder;
    this.config = new ObjectMapper().readTree(folder.resolve("config.json").toFile());
  }

  /** Returns the project's own folders and those under -Dalmkd.golden=DIR (or DIR itself). */
  public static List<GoldenFolder> all() {
    try {
      List<GoldenFolder> folders = new ArrayList<>();
      collect(Path.of(GoldenFolder.class.getResource("/golden").toURI()), folders);
      String more = System.getProperty("almkd.golden", "");
      if (!more.isEmpty()) {
        int own = folders.size();
        collect(Path.of(more), folders);
        if (folders.size() == own) {
          throw new IllegalArgumentException("no golden folder (config.json) under " + more);
        }
      }
      return folders;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void collect(Path root, List<GoldenFolder> folders) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      List<Path> found = paths.filter(p -> p.endsWith("config.json")).sorted().toList();
      for (Path path : found) {
        folders.add(new GoldenFolder(path.getParent()));
      }
    }
  }

  JsonNode config() {
    return config;
  }

  int integer(String key) {
    return config.get(key).asInt();
  }

  double number(String key) {
    return config.get(key).asDouble();
  }

  int teachers() {
    return integer("K");
  }

  /** Returns "teacher", "teacher2", "teacher3", ... of a teacher counted from 0. */
  static String teacherName(int teacher) {
    return teacher == 0 ? "teacher" : "teacher" + (teacher + 1);
  }

  boolean has(String file, String name) {
    return read(file).stream().anyMatch(line -> line.startsWith(name + " "));
  }

  /** Returns a matrix of a file, one array a row. */
  double[][] matrix(String file, String name) {
    List<String> lines = read(file);
    for (int i = 0; i < lines.size(); i++) {
      String[] head = lines.get(i).split(" ", -1);
      if (head.length == 3 && head[0].equals(name)) {
        int rows = Integer.parseInt(head[1]);
        return lines.subList(i + 1, i + 1 + rows).stream()
            .map(
                line ->
                    Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
            .toArray(double[][]::new);
      }
    }
    throw new IllegalArgumentException("no matrix " + name + " in " + folder.resolve(file));
  }

  double[] flat(String file, String name) {
    return Arrays.stream(matrix(file, name)).flatMapToDouble(Arrays::stream).toArray();
  }

  int[][] orders(String file, String name) {
    return Arrays.stream(matrix(file, name))
        .map(row -> Arrays.stream(row).mapToInt(v -> (int) v).toArray())
        .toArray(int[][]::new);
  }

  /** Returns the dense layers of a weights file: W1, b1, W2, b2, ... */
  List<double[][]> layers(String file) {
    List<double[][]> layers = new ArrayList<>();
    for (int i = 1; has(file, "W" + i); i++) {
      layers.add(matrix(file, "W" + i));
      layers.add(matrix(file, "b" + i));
    }
    return layers;
  }

  /** Returns the rows of a split. */
  GoldenSplit split(String split) {
    List<double[]> rows =
        read("data.csv").stream()
            .filter(line -> line.startsWith(split + ","))
            .map(
                line ->
                    Arrays.stream(line.split(",", -1))
                        .skip(1)
                        .mapToDouble(Double::parseDouble)
                        .toArray())
            .toList();
    int width = rows.get(0).length - 2;
    return new GoldenSplit(
        rows.stream().map(row -> Arrays.copyOf(row, width)).toArray(double[][]::new),
        rows.stream().mapToInt(row -> (int) row[width]).toArray());
  }

  private List<String> read(String file) {
    try {
      return Files.readAllLines(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }

  /** Features and given labels of a split. */
  record GoldenSplit(double[][] features, int[] labels) {}
}

package org.almkd.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.almkd.data.InvalidDataException;
import org.deeplearning4j.util.ModelSerializer;

/**
 * What a zip of DL4J's ModelSerializer may hold before DL4J reads it. DL4J itself makes whatever
 * classes the file names: it reads {@code preprocessor.bin} by Java's serialization, a normaliser
 * by a class of the file's choice, and makes the class of every {@code @class} of the
 * configuration. Here files outside an allow-list are refused, and what is passed on holds the
 * checked bytes alone, so that no second directory can show DL4J another file.
 */
final class CheckedZip {
  private static final String NUMBERS = ModelSerializer.COEFFICIENTS_BIN;
  private static final Set<String> FILES =
      Set.of(
          ModelSerializer.CONFIGURATION_JSON,
          NUMBERS,
          ModelSerializer.UPDATER_BIN,
          ModelSerializer.NORMALIZER_BIN);

  /** Stock classes: layers, vertices, activations, losses, updaters and what they are made of. */
  private static final List<String> PACKAGES =
      List.of(
          "org.deeplearning4j.nn.conf.",
          "org.deeplearning4j.nn.weights.",
          "org.nd4j.linalg.activations.impl.",
          "org.nd4j.linalg.lossfunctions.impl.",
          "org.nd4j.linalg.learning.config.",
          "org.nd4j.linalg.learning.regularization.",
          "org.nd4j.linalg.schedule.");

  private static final String CLASS = "@class";
  private static final String CUSTOM = "CUSTOM";

  /** Normalisers of one input, by what stands between their names and their arrays. */
  private static final String STANDARDIZE = "STANDARDIZE";

  private static final String MIN_MAX = "MIN_MAX";
  private static final String IMAGE_MIN_MAX = "IMAGE_MIN_MAX";
  private static final int RANGE_BYTES = 2 * Double.BYTES;

  /** Of a name that stands twice in an object, DL4J takes the first value and a tree the last. */
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  /** Values, names and brackets of a configuration; that of ResNet-110 has 30,000. */
  private static final int MOST_TOKENS = 1_000_000;

  /** Weights hardly shrink: what grows by more than this, beyond a small file, is no network. */
  private static final long MOST_GROWTH = 20;

  /** Most dimensions of an array, as ND4J has it. */
  private static final int MOST_RANK = 32;

  private static final long SMALL = 64L << 20;
  private static final int BUFFER = 1 << 16;

  /** Of how DL4J tells the length of an array: those before this one have 32 bits for it. */
  private static final List<String> SHORT_LENGTHS = List.of("DIRECT", "HEAP", "JAVACPP");

  private static final Map<String, Integer> ELEMENT_BYTES =
      Map.of("FLOAT", 4, "DOUBLE", 8, "HALF", 2, "BFLOAT16", 2, "LONG", 8, "INT", 4);

  private final String name;
  private final Map<String, byte[]> files;

  private CheckedZip(String name, Map<String, byte[]> files) {
    this.name = name;
    this.files = files;
  }

  /**
   * Reads and checks a zip.
   *
   * @param name what messages call it
   * @throws InvalidDataException if it is damaged, lacks configuration or weights, or holds what it
   *     should not
   */
  static CheckedZip read(String name, byte[] zip) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    long most = Math.max(SMALL, MOST_GROWTH * zip.length);
    try (ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        requireExpected(name, entry.getName(), files);
        byte[] bytes = inflated(name, entry.getName(), entries, most, zip.length);
        most -= bytes.length;
        files.put(entry.getName(), bytes);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw refusal(name, "the zip is damaged (%s); export it again".formatted(e.getMessage()), e);
    }
    // Without weights DL4J would make some up.
    for (String needed : List.of(ModelSerializer.CONFIGURATION_JSON, NUMBERS)) {
      if (!files.containsKey(needed)) {
        throw refusal(
            name,
            "found no %s in it; expected a zip of DL4J's ModelSerializer; check the path"
                .formatted(needed));
      }
    }
    CheckedZip checked = new CheckedZip(name, files);
    checked.checkClasses();
    checked.checkNormalizer();
    checked.checkNumbers();
    return checked;
  }

  /** Returns the network's configuration. */
  String configuration() {
    return new String(files.get(ModelSerializer.CONFIGURATION_JSON), UTF_8);
  }

  /** Returns a zip of what was checked and nothing else, not compressed. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.setLevel(Deflater.NO_COMPRESSION);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        if (file.getKey().equals(ModelSerializer.UPDATER_BIN)) {
          continue;
        }
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static void requireExpected(String name, String file, Map<String, byte[]> before) {
    if (file.equals(ModelSerializer.PREPROCESSOR_BIN)) {
      throw refusal(
          name,
          "found %s, which is read by Java's serialization and may run anything; expected a normaliser as %s; save it with ModelSerializer.addNormalizerToModel"
              .formatted(file, ModelSerializer.NORMALIZER_BIN));
    }
    if (!FILES.contains(file)) {
      throw refusal(
          name,
          "found the file '%s' in it; expected none but %s; export the network alone"
              .formatted(file, FILES.stream().sorted().toList()));
    }
    if (before.containsKey(file)) {
      throw refusal(name, "found %s twice; expected it once; export it again".formatted(file));
    }
  }

  private static byte[] inflated(
      String name, String file, ZipInputStream in, long most, long zipBytes) throws IOException {
    // Nobody trains on: what an updater had is not kept.
    boolean kept = !file.equals(ModelSerializer.UPDATER_BIN);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      size += read;
      if (size > Math.min(most, Integer.MAX_VALUE - 8)) {
        throw refusal(
            name,
            "found %s, which grows to more than %d times the %d bytes of the zip, or 2 GiB; expected weights, which hardly shrink; it is no network that was trained"
                .formatted(file, MOST_GROWTH, zipBytes));
      }
      bytes.write(buffer, 0, kept ? read : 0);
    }
    return bytes.toByteArray();
  }

  private void checkClasses() {
    Deque<JsonNode> left = new ArrayDeque<>();
    try {
      requireNotEndless();
      left.add(JSON.readTree(configuration()));
    } catch (JsonProcessingException e) {
      throw refusal(
          name,
          "its %s is no JSON (%s); expected the configuration of a network; export it again"
              .formatted(ModelSerializer.CONFIGURATION_JSON, e.getOriginalMessage()),
          e);
    }
    while (!left.isEmpty()) {
      JsonNode node = left.pop();
      String type = node.path(CLASS).asText("");
      if (node.has(CLASS) && PACKAGES.stream().noneMatch(type::startsWith)) {
        throw refusal(
            name,
            "its configuration names the class '%s'; expected stock DL4J classes, which begin with %s; a class that is not DL4J's own is never made"
                .formatted(type, String.join(" or ", PACKAGES)));
      }
      node.forEach(left::push);
    }
  }

  /** A tree of it takes many times its bytes. */
  private void requireNotEndless() throws JsonProcessingException {
    try (JsonParser parser = JSON.createParser(files.get(ModelSerializer.CONFIGURATION_JSON))) {
      for (int tokens = 0; parser.nextToken() != null; tokens++) {
        if (tokens > MOST_TOKENS) {
          throw refusal(
              name,
              "found more than %d values and names in its %s; expected the configuration of a network; export it again"
                  .formatted(MOST_TOKENS, ModelSerializer.CONFIGURATION_JSON));
        }
      }
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
  }

  private void checkNormalizer() {
    byte[] bytes = files.get(ModelSerializer.NORMALIZER_BIN);
    if (bytes == null) {
      return;
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      in.readUTF();
      in.readInt();
      checkNormalizer(in.readUTF(), in);
    } catch (IOException e) {
      throw refusal(
          name, "its normaliser is damaged (%s); export it again".formatted(e.getMessage()), e);
    }
  }

  private void checkNormalizer(String type, DataInputStream in) throws IOException {
    switch (type) {
      case STANDARDIZE, MIN_MAX -> {
        boolean ofLabels = in.readBoolean();
        in.skipNBytes(type.equals(MIN_MAX) ? RANGE_BYTES : 0);
        // Mean and deviation, or least and most; of features, then of labels.
        for (int arrays = ofLabels ? 4 : 2; arrays > 0; arrays--) {
          checkArray("normaliser", in);
        }
      }
      case IMAGE_MIN_MAX -> {
        // Three numbers, no array.
      }
      case CUSTOM ->
          throw refusal(
              name,
              "its normaliser is read by the class '%s'; expected one of DL4J's own; save a NormalizerStandardize or NormalizerMinMaxScaler"
                  .formatted(in.readUTF()));
      default ->
          throw refusal(
              name,
              "its normaliser is of type '%s'; expected one of %s, which has one input; save a NormalizerStandardize or NormalizerMinMaxScaler"
                  .formatted(type, List.of(STANDARDIZE, MIN_MAX, IMAGE_MIN_MAX)));
    }
  }

  private void checkNumbers() {
    byte[] bytes = files.get(NUMBERS);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      checkArray("weights", in);
    } catch (IOException e) {
      throw refusal(
          name, "its weights are damaged (%s); export it again".formatted(e.getMessage()), e);
    }
  }

  /** An array is its shape, then its numbers. */
  private void checkArray(String what, DataInputStream in) throws IOException {
    Buffer about = buffer(what, in);
    if (about.length() > 2 * MOST_RANK + 4 || !about.isWhole()) {
      throw refusal(
          name,
          "an array of its %s has a shape of %d numbers of type %s; expected at most %d whole ones; export it again"
              .formatted(what, about.length(), about.type(), 2 * MOST_RANK + 4));
    }
    long[] shape = new long[(int) about.length()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = about.type().equals("LONG") ? in.readLong() : in.readInt();
    }
    Buffer numbers = buffer(what, in);
    if (!describes(shape, numbers.length())) {
      throw refusal(
          name,
          "an array of its %s has %d numbers, and a shape for others; export it again"
              .formatted(what, numbers.length()));
    }
    for (long i = 0; i < numbers.length(); i++) {
      if (!isFinite(numbers.type(), in)) {
        throw refusal(
            name,
            "its %s hold NaN or Infinity; expected finite numbers; its training diverged, train it again"
                .formatted(what));
      }
    }
  }

  private static boolean isFinite(String type, DataInputStream in) throws IOException {
    if (type.equals("FLOAT")) {
      return Float.isFinite(in.readFloat());
    }
    if (type.equals("DOUBLE")) {
      return Double.isFinite(in.readDouble());
    }
    in.skipNBytes(ELEMENT_BYTES.get(type));
    return true;
  }

  /**
   * Whether an array of this shape lies within so many numbers, of which it is all: ND4J goes where
   * sizes and strides lead it. They are the rank, the sizes, the strides, and three numbers more.
   */
  private static boolean describes(long[] shape, long length) {
    int rank = shape.length == 0 || shape[0] < 0 || shape[0] > MOST_RANK ? -1 : (int) shape[0];
    if (shape.length != 2 * rank + 4) {
      return false;
    }
    long elements = 1;
    long last = 0;
    for (int i = 1; i <= rank; i++) {
      long size = shape[i];
      long stride = shape[rank + i];
      // Where there is one, no stride is ever taken.
      if (size < 1 || size > length || (size > 1 && (stride < 0 || stride > length))) {
        return false;
      }
      elements = Math.multiplyHigh(elements, size) == 0 ? elements * size : -1;
      last += size > 1 ? (size - 1) * stride : 0;
      if (elements < 1 || elements > length || last < 0 || last >= length) {
        return false;
      }
    }
    return elements == length;
  }

  /**
   * What stands before the numbers of a buffer.
   *
   * @param length how many numbers follow, which are there
   * @param type what they are
   */
  private record Buffer(long length, String type) {
    boolean isWhole() {
      return type.equals("LONG") || type.equals("INT");
    }
  }

  /** The length that a buffer tells is what DL4J makes room for, before it reads a number. */
  private Buffer buffer(String what, DataInputStream in) throws IOException {
    String allocation = in.readUTF();
    long length = SHORT_LENGTHS.contains(allocation) ? in.readInt() : in.readLong();
    String type = in.readUTF();
    Integer each = ELEMENT_BYTES.get(type);
    long left = in.available();
    if (each == null || length < 0 || length > left / each) {
      throw refusal(
          name,
          "an array of its %s claims %d numbers of type %s; found %d bytes of them; export it again"
              .formatted(what, length, type, left));
    }
    return new Buffer(length, type);
  }

  /** Says why a network that comes in a file cannot be used. */
  static InvalidDataException refusal(String name, String problem) {
    return new InvalidDataException("Cannot use the network " + name, problem);
  }

  static InvalidDataException refusal(String name, String problem, Exception cause) {
    InvalidDataException refusal = refusal(name, problem);
    refusal.initCause(cause);
    return refusal;
  }
}

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

  /** Values, names and brackets of a configuration. */
  private static final int MOST_TOKENS = 1_000_000;

  /** Weights hardly shrink: what grows by more than this, beyond a small file, is no network. */
  private static final long MOST_GROWTH = 20;

  private static final long SMALL = 64L << 20;
  private static final int BUFFER = 1 << 16;

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
          SerializedArray.check(name, "normaliser", in);
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
      SerializedArray.check(name, "weights", in);
    } catch (IOException e) {
      throw refusal(
          name, "its weights are damaged (%s); export it again".formatted(e.getMessage()), e);
    }
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

package org.almkd.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What makes an artefact valid: written last, it lists every file with size and hash. On disk it is
 * JSON with a hash of itself, so that a truncated or altered manifest is recognised.
 *
 * @param formatVersion version of this layout
 * @param kind what the artefact is, such as "data"
 * @param key content-derived key
 * @param attempt folder, beside the manifest, that holds the files
 * @param entries the files, in the artefact's own order
 * @param properties anything else, in name order
 */
public record Manifest(
    int formatVersion,
    String kind,
    String key,
    String attempt,
    List<ManifestEntry> entries,
    Map<String, String> properties)
    implements Serializable {
  /** What is read of one at most: of an artefact of 100,000 files it is a fifth of this. */
  private static final int MOST_BYTES = 128 << 20;

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  /** Version that this code writes and reads. */
  public static final int FORMAT_VERSION = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies what it is given. */
  public Manifest {
    entries = List.copyOf(entries);
    properties = Collections.unmodifiableMap(new TreeMap<>(properties));
  }

  /** The file's content. */
  public byte[] toBytes() {
    ObjectNode body = JSON.createObjectNode();
    body.put("formatVersion", formatVersion)
        .put("kind", kind)
        .put("key", key)
        .put("attempt", attempt);
    ArrayNode files = body.putArray("entries");
    for (ManifestEntry entry : entries) {
      files
          .addObject()
          .put("name", entry.name())
          .put("bytes", entry.bytes())
          .put("sha256", entry.sha256())
          .put("rows", entry.rows());
    }
    ObjectNode named = body.putObject("properties");
    properties.forEach(named::put);
    ObjectNode file = JSON.createObjectNode();
    file.set("manifest", body);
    file.put("sha256", Sha256.of(body.toString()));
    try {
      // No line end after it: a file that lacks even its last byte must not parse.
      return JSON.writerWithDefaultPrettyPrinter()
          .writeValueAsString(file)
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of texts and numbers is always JSON", e);
    }
  }

  /** The manifest that a file holds; nothing where it holds none, or is too long to be one. */
  static Optional<Manifest> read(Storage storage, StoredFile file) {
    return file.bytes() > MOST_BYTES ? Optional.empty() : parse(storage.read(file.path()));
  }

  /** As above; nothing, too, where there is no file of this name. */
  public static Optional<Manifest> find(Storage storage, String path) {
    return storage.readIfThere(path, MOST_BYTES).flatMap(Manifest::parse);
  }

  /**
   * The manifest, or nothing when these bytes are not a whole, unaltered manifest of this version.
   * One that names files outside its own folder, or a file twice, is none: its hash says that it is
   * as it was written, not who wrote it.
   */
  public static Optional<Manifest> parse(byte[] bytes) {
    try {
      JsonNode file = JSON.readTree(bytes);
      JsonNode body = file.path("manifest");
      boolean whole = file.path("sha256").asText().equals(Sha256.of(body.toString()));
      return whole && body.path("formatVersion").asInt() == FORMAT_VERSION && isSound(body)
          ? Optional.of(of(body))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isSound(JsonNode body) {
    String attempt = body.path("attempt").asText();
    if (!(attempt.isEmpty() || isName(attempt)) || attempt.contains("/")) {
      return false;
    }
    Set<String> names = new HashSet<>();
    for (JsonNode entry : body.path("entries")) {
      String name = entry.path("name").asText();
      boolean sound =
          isName(name)
              && isCount(entry.path("bytes"))
              && isCount(entry.path("rows"))
              && DIGEST.matcher(entry.path("sha256").asText()).matches();
      if (!sound || !names.add(name)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a name leads to something below the folder that it counts from. */
  private static boolean isName(String name) {
    return Stream.of(name.split("/", -1))
        .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals("..") || isOdd(part));
  }

  /** Whether a part of a name may mean something else to a file system. */
  private static boolean isOdd(String part) {
    return part.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '\\' || c == ':');
  }

  private static boolean isCount(JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToLong() && number.asLong() >= 0;
  }

  private static Manifest of(JsonNode body) {
    List<ManifestEntry> entries = new ArrayList<>();
    for (JsonNode entry : body.path("entries")) {
      entries.add(
          new ManifestEntry(
              entry.path("name").asText(),
              entry.path("bytes").asLong(),
              entry.path("sha256").asText(),
              entry.path("rows").asLong()));
    }
    Map<String, String> properties = new TreeMap<>();
    body.path("properties")
        .fields()
        .forEachRemaining(field -> properties.put(field.getKey(), field.getValue().asText()));
    return new Manifest(
        body.path("formatVersion").asInt(),
        body.path("kind").asText(),
        body.path("key").asText(),
        body.path("attempt").asText(),
        entries,
        properties);
  }
}

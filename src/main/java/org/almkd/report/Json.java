package org.almkd.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.almkd.storage.StorageException;

/** Writes values as JSON; numbers that JSON has no word for (NaN) become null. */
public final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final JsonMapper INDENTED =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /** Returns a value over several lines. */
  public static byte[] indented(Object value) {
    return (text(INDENTED, value) + "\n").getBytes(UTF_8);
  }

  /** Returns a value on one line. */
  static String line(Object value) {
    return text(MAPPER, value);
  }

  /**
   * Reads a value; path is for messages.
   *
   * @throws StorageException if these bytes are no JSON
   */
  public static JsonNode parse(String path, byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new StorageException(
          "Cannot read " + path + " as JSON: " + e.getMessage() + "; expected what almkd wrote", e);
    }
  }

  /** Returns a number, or null where it is not finite. */
  public static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static String text(JsonMapper mapper, Object value) {
    try {
      return mapper.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a report as JSON", e);
    }
  }
}

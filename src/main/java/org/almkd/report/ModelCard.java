package org.almkd.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almkd.data.InputShape;
import org.almkd.data.InvalidDataException;
import org.almkd.data.PreparedData;

/**
 * What model.json says beside an exported network: all that a program needs to feed it and to read
 * its output.
 *
 * @param architecture short name of the architecture
 * @param inputs names of the features, in order; those of pixels are not written
 * @param input what a row is: its numbers in this order, or a picture of that shape
 * @param pixels how pictures become what it is given; empty where rows are no pictures
 * @param classes name of class 0, 1, ...
 * @param standardized whether the zip holds a normaliser, which takes raw features
 * @param parametersSha256 digest of the parameters
 * @param dataDigest digest of the rows it was trained on
 */
public record ModelCard(
    String architecture,
    List<String> inputs,
    InputShape input,
    String pixels,
    List<String> classes,
    boolean standardized,
    String parametersSha256,
    String dataDigest) {

  /** Returns the card of a network trained on some data. */
  public static ModelCard of(String architecture, PreparedData data, String parametersSha256) {
    return new ModelCard(
        architecture,
        data.featureColumns(),
        data.input(),
        data.pixels(),
        data.classNames(),
        data.standardization().isPresent(),
        parametersSha256,
        data.digest());
  }

  /** Returns model.json; mean and deviation are repeated for programs that do not read DL4J's. */
  public byte[] toJson(PreparedData data) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architecture", architecture);
    // The names of pixels say nothing that the shape does not: 150,528 of them for a picture of 224
    // x 224.
    if (!(input instanceof InputShape.Image image && inputs.equals(image.pixelNames()))) {
      json.put("inputs", inputs);
    }
    if (input instanceof InputShape.Image image) {
      json.put("image", image.toString());
    }
    if (!pixels.isEmpty()) {
      json.put("pixels", pixels);
    }
    json.put("classes", classes);
    json.put("standardized", standardized);
    data.standardization()
        .ifPresent(
            s -> json.put("standardization", Map.of("mean", s.mean(), "deviation", s.deviation())));
    json.put("parametersSha256", parametersSha256);
    json.put("dataDigest", dataDigest);
    json.put("almkd", Versions.almkd());
    return Json.indented(json);
  }

  /**
   * Refuses pictures that become other numbers than those that the network was trained on, which it
   * would take without a word.
   *
   * @param model names the network in messages
   */
  public void requirePixels(String model, PreparedData data) {
    if (!pixels.isEmpty() && !data.pixels().isEmpty() && !pixels.equals(data.pixels())) {
      throw new InvalidDataException(
          "Cannot score pictures with the network " + model,
          "found %s; expected %s, as in its training; set data.images, and the scale of the source, as they were then"
              .formatted(data.pixels(), pixels));
    }
  }

  /** Reads model.json; path is for messages. */
  public static ModelCard parse(String path, byte[] bytes) {
    try {
      JsonNode json = JsonMapper.builder().build().readTree(bytes);
      InputShape input = input(json);
      return new ModelCard(
          json.path("architecture").asText(),
          inputs(json, input),
          input,
          json.path("pixels").asText(),
          texts(json.required("classes")),
          json.path("standardized").asBoolean(),
          json.path("parametersSha256").asText(),
          json.path("dataDigest").asText());
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidDataException(
          "Cannot read the model card " + path,
          "found \"%s\"; expected JSON with inputs and classes; copy model.json again from the run folder"
              .formatted(e.getMessage()));
    }
  }

  private static List<String> inputs(JsonNode json, InputShape input) {
    return input instanceof InputShape.Image image && !json.has("inputs")
        ? image.pixelNames()
        : texts(json.required("inputs"));
  }

  private static InputShape input(JsonNode json) {
    return json.has("image")
        ? InputShape.Image.parse(json.get("image").asText())
        : new InputShape.Flat(json.required("inputs").size());
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(node -> texts.add(node.asText()));
    return texts;
  }
}

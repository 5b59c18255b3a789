package org.almkd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The layers of a configuration, from the top: an entry of {@code baselines} where one is read,
 * arguments, overlays, the cell of a sweep where one is read, run file, preset, defaults. Never
 * system properties, and no file that happens to lie on the class path of a cluster.
 */
final class Layers {
  /** Resource that holds every key. */
  static final String DEFAULTS = "almkd-defaults.conf";

  /** Resource that holds the keys that a sweep file has besides. */
  static final String SWEEP_DEFAULTS = "almkd-sweep.conf";

  private static final String PRESETS = "presets/";
  private static final String STEP = "mixing.adaptive.step";
  private static final String LAMBDA_LEARNING_RATE = "mixing.adaptive.lambda-learning-rate";

  private final HoconParser parser;
  private final Config defaults;
  private final List<Config> written;
  private final Config user;

  /**
   * @param written what the user wrote, not resolved, that which wins first: all arguments, later
   *     ones over earlier ones, overlays likewise, and the run file
   */
  Layers(HoconParser parser, List<Config> written) {
    this.parser = parser;
    this.defaults = defaultsAsWritten();
    Config everything = parser.resolve(stacked(written).withFallback(defaults));
    this.written = written.stream().map(layer -> withFromStep(layer, everything)).toList();
    this.user = stacked(this.written);
  }

  /** Whether a value stands in the defaults or a preset and not in what the user wrote. */
  static boolean isBuiltIn(ConfigOrigin origin) {
    return Stream.of(DEFAULTS, SWEEP_DEFAULTS, PRESETS).anyMatch(origin.description()::startsWith);
  }

  /** The defaults file, resolved. */
  static Config standard() {
    return defaultsAsWritten().resolve();
  }

  /** The defaults of the block that a sweep file has besides, resolved. */
  static Config sweepStandard() {
    return builtIn(SWEEP_DEFAULTS);
  }

  /** Layers over each other, the first on top. */
  static Config stacked(List<Config> layers) {
    return layers.stream().reduce(ConfigFactory.empty(), Config::withFallback);
  }

  /** What the user wrote, resolved. */
  Config user() {
    Config everything = parser.resolve(user.withFallback(defaults));
    // Layer by layer: stacked first, one that replaces a value by a variable of the environment
    // could not be resolved by the library.
    return stacked(written.stream().map(layer -> parser.resolve(layer, everything)).toList());
  }

  /** All layers, resolved. */
  Config merged() {
    return merged(ConfigFactory.empty());
  }

  /**
   * All layers with one more on top of them, resolved. The preset is that of the method and preset
   * so found.
   */
  Config merged(Config entry) {
    Config top = withFromStep(entry, entry).withFallback(user);
    Config withoutPreset = parser.resolve(top.withFallback(defaults));
    return parser.resolve(top.withFallback(preset(withoutPreset)).withFallback(defaults));
  }

  /** Text of a resource of this package's making. */
  static String resource(String name) {
    try (InputStream stream = Layers.class.getClassLoader().getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(
            "The resource " + name + " is missing from the jar; build it anew");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The resource " + name + " cannot be read from the jar", e);
    }
  }

  private static Config defaultsAsWritten() {
    return builtIn(DEFAULTS);
  }

  private static Config builtIn(String resource) {
    return HoconParser.parseOrThrow(resource, resource(resource));
  }

  /** Amal is a rule of its own, whose values the preset of alm-kd must not touch. */
  private static Config preset(Config config) {
    if (text(config, "method").equals(Method.AMAL.key())) {
      return builtIn(PRESETS + "amal.conf");
    }
    if (text(config, "mixing.adaptive.preset").equals(KebabCase.of(Preset.AUTHORS))) {
      return builtIn(PRESETS + "authors.conf");
    }
    return ConfigFactory.empty();
  }

  private static String text(Config config, String path) {
    boolean isText =
        config.hasPath(path) && config.getValue(path).valueType() == ConfigValueType.STRING;
    return isText ? config.getString(path) : "";
  }

  /**
   * A layer that sets the step and not the rate means the step: a rate from a layer below it would
   * make the step that was just written have no effect.
   */
  private Config withFromStep(Config layer, Config resolved) {
    Config own = parser.resolve(layer, resolved);
    if (own.hasPath(STEP) && !own.hasPath(LAMBDA_LEARNING_RATE)) {
      return layer.withValue(
          LAMBDA_LEARNING_RATE,
          ConfigValueFactory.fromAnyRef(
              MixingConfigReader.FROM_STEP, own.getValue(STEP).origin().description()));
    }
    return layer;
  }
}

package org.almkd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses run files, overlays and {@code key=value} arguments; what cannot be parsed becomes a
 * problem.
 */
final class HoconParser {
  private static final String VALUE = "value";
  private static final Pattern INCLUDE = Pattern.compile("^\\s*include\\b", Pattern.MULTILINE);
  // Outside quotes these begin a comment, end the value or begin another key: no argument means
  // that.
  private static final Pattern NOT_ONE_VALUE = Pattern.compile("//|[#,\\n\\r=:]");
  private static final Set<Character> HOCON_BEGINNINGS = Set.of('{', '[', '"');

  private final Problems problems;

  HoconParser(Problems problems) {
    this.problems = problems;
  }

  /** A file with all lines ascribed to its name; empty if it has a syntax error. */
  Config parse(ConfigFile file) {
    try {
      return parseOrThrow(file.name(), file.text());
    } catch (RejectingIncluder.IncludeException e) {
      problems.addAt(file.name(), lineOfInclude(file.text()), String.valueOf(e.getMessage()));
    } catch (ConfigException e) {
      addSyntaxError(file.name(), e);
    }
    return ConfigFactory.empty();
  }

  /** A {@code key=value} argument; empty if it has a syntax error. */
  Config parseArgument(String argument) {
    String place = Problems.argumentPlace(argument);
    int equals = argument.indexOf('=');
    String key = equals < 0 ? "" : argument.substring(0, equals).strip();
    if (key.isEmpty()) {
      problems.addAt(
          place,
          0,
          "found no key=value; expected a key of the configuration, '=' and a value, such as train.epochs=50; a run file"
              + " goes behind --config");
      return ConfigFactory.empty();
    }
    try {
      String path = ConfigUtil.joinPath(ConfigUtil.splitPath(key));
      ConfigValue value = value(place, argument.substring(equals + 1).strip());
      // Blocks around the value are parsed, too: made by the library they would not know their
      // place.
      return parseOrThrow(place, path + " = 0").withValue(path, value);
    } catch (ConfigException.BadPath e) {
      problems.addAt(
          place,
          0,
          key + " is not a key; expected words with dots between them, such as train.epochs");
    } catch (ConfigException e) {
      addSyntaxError(place, e);
    }
    return ConfigFactory.empty();
  }

  /**
   * Resolves substitutions within the configuration and from the environment; an undefined one is a
   * problem, and so is a variable whose name sounds like a credential: its value would stand in
   * {@code effective.conf}.
   */
  Config resolve(Config config) {
    Environment environment = new Environment();
    try {
      Config resolved = config.resolve(ConfigResolveOptions.noSystem().appendResolver(environment));
      environment.refused.forEach(
          name ->
              problems.add(
                  "found ${%s}; expected no credential in a configuration; Hadoop's and the AWS SDK's provider chains find them in the environment themselves"
                      .formatted(name)));
      return resolved;
    } catch (ConfigException e) {
      // A substitution of the defaults fails only where a problem already found, such as train = 5,
      // hides its target.
      if (e.origin() == null || !Layers.isBuiltIn(e.origin()) || problems.areNone()) {
        addSyntaxError("", e);
      }
      problems.throwIfAny();
      throw e;
    }
  }

  /**
   * Resolves substitutions by another configuration. Of a substitution that overrides a value the
   * library fails with all that is configured in its message, environment included: that is not
   * shown.
   */
  Config resolve(Config config, Config source) {
    try {
      return config.resolveWith(source);
    } catch (ConfigException.BugOrBroken e) {
      problems.add(
          "found a substitution ${...} that overrides a value of the same key; expected it where the key is written once;"
              + " write the value out, or remove the key from the run file");
      problems.throwIfAny();
      throw new AssertionError("a problem was added", e);
    }
  }

  /** The variables of the environment, but for credentials. */
  private static final class Environment implements ConfigResolver {
    private final Set<String> refused = new TreeSet<>();

    @Override
    public ConfigValue lookup(String path) {
      String value = System.getenv(path);
      if (value == null) {
        return null;
      }
      if (Secrets.isNamedLikeOne(path)) {
        refused.add(path);
        // What other problems say of the key must not show it.
        value = "***";
      }
      return ConfigValueFactory.fromAnyRef(value, "env var " + path);
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }

  static Config parseOrThrow(String place, String text) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setSyntax(ConfigSyntax.CONF)
            .setOriginDescription(place)
            .setIncluder(new RejectingIncluder());
    return ConfigFactory.parseString(text, options);
  }

  /**
   * HOCON where the value says so by its first character or a substitution; else one scalar, and in
   * doubt a string.
   */
  private static ConfigValue value(String place, String text) {
    boolean isHocon =
        (!text.isEmpty() && HOCON_BEGINNINGS.contains(text.charAt(0))) || text.contains("${");
    if (isHocon) {
      return hocon(place, text);
    }
    if (!NOT_ONE_VALUE.matcher(text).find()) {
      try {
        return hocon(place, text);
      } catch (ConfigException e) {
        // Characters that HOCON wants quoted, as in data/*.csv: shells make quotes awkward, and the
        // meaning is plain.
        return string(place, text);
      }
    }
    return string(place, text);
  }

  private static ConfigValue hocon(String place, String text) {
    ConfigObject parsed = parseOrThrow(place, VALUE + " = " + text).root();
    ConfigValue value = parsed.get(VALUE);
    if (parsed.size() != 1 || value == null) {
      throw new ConfigException.Generic("found more than one value; expected one; quote it");
    }
    return value;
  }

  private static ConfigValue string(String place, String text) {
    ConfigValue value = ConfigValueFactory.fromAnyRef(text, place);
    if (value.valueType() != ConfigValueType.STRING) {
      throw new AssertionError("A string became " + value.valueType());
    }
    return value;
  }

  private static int lineOfInclude(String text) {
    Matcher include = INCLUDE.matcher(text);
    return include.find() ? (int) text.substring(0, include.end()).lines().count() : 0;
  }

  private void addSyntaxError(String place, ConfigException error) {
    String message = String.valueOf(error.getMessage());
    if (error.origin() == null) {
      problems.addAt(place, 0, message);
      return;
    }
    String prefix = error.origin().description() + ": ";
    String text = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    problems.add(error.origin(), text);
  }
}

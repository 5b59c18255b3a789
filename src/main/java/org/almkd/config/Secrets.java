package org.almkd.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Recognises credentials, which have no place in a configuration or on a command line, and keeps
 * them out of messages.
 */
public final class Secrets {
  /**
   * What stands between :// and @. Of Azure's addresses that is a container, but for a colon; a
   * password may have a slash, which a port is followed by.
   */
  private static final Pattern USER_INFO =
      Pattern.compile(
          "(?<!\\b(?:abfss?|wasbs?))://[^/\\s\"']*@|://[^/\\s\"':]+:(?!\\d+/)[^\\s\"'@]*@");

  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "secret|passw|token|credential|access[._-]?key|api[._-]?key", Pattern.CASE_INSENSITIVE);

  /** Shorter values, as of TOKEN_LIMIT=100, may stand in any text. */
  private static final int LEAST_LENGTH = 8;

  private static final String STARS = "***";
  private static final List<String> OF_THE_ENVIRONMENT = ofEnvironment(System.getenv());

  private Secrets() {}

  /**
   * Returns the values of environment variables that sound like credentials; paths, of files that
   * hold them, are none.
   */
  static List<String> ofEnvironment(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(variable -> isNamedLikeOne(variable.getKey()))
        .map(Map.Entry::getValue)
        .filter(value -> value.length() >= LEAST_LENGTH && !value.startsWith("/"))
        .toList();
  }

  /** Whether a name sounds like that of a credential. */
  static boolean isNamedLikeOne(String name) {
    return SECRET_KEY.matcher(name).find();
  }

  /**
   * Whether a text holds an address with user name and password, as {@code
   * s3a://key:secret@bucket/}, or a credential of the environment.
   */
  static boolean areIn(String text) {
    return USER_INFO.matcher(text).find() || OF_THE_ENVIRONMENT.stream().anyMatch(text::contains);
  }

  /**
   * Refuses arguments that hold credentials, before anything can repeat them.
   *
   * @throws InvalidConfigException that names them, with stars
   */
  public static void requireNoneIn(List<String> arguments) {
    List<String> problems =
        arguments.stream()
            .filter(Secrets::areIn)
            .map(
                argument ->
                    Problems.argumentPlace(argument)
                        + " holds user name or password in an address, or a credential of the"
                        + " environment; expected none on a command line, which others can see and"
                        + " logs repeat; remove them and set up Hadoop's credential providers")
            .toList();
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
  }

  /** The text with the user part of addresses and credentials of the environment as stars. */
  public static String mask(String text) {
    String masked = USER_INFO.matcher(text).replaceAll("://" + STARS + "@");
    for (String credential : OF_THE_ENVIRONMENT) {
      masked = masked.replace(credential, STARS);
    }
    return masked;
  }

  /** An argument as it may be printed: without the value where the key sounds like a credential. */
  static String maskArgument(String argument) {
    int equals = argument.indexOf('=');
    String key = equals < 0 ? argument : argument.substring(0, equals);
    if (equals >= 0 && isNamedLikeOne(key)) {
      return key + "=" + STARS;
    }
    return mask(argument);
  }
}

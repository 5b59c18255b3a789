package org.almkd.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Recognises credentials, which have no place in a configuration, and keeps them out of messages.
 */
final class Secrets {
  private static final Pattern USER_INFO = Pattern.compile("(://)[^/\\s\"']*@");
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

  /** The text with the user part of addresses and credentials of the environment as stars. */
  static String mask(String text) {
    String masked = USER_INFO.matcher(text).replaceAll("$1" + STARS + "@");
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

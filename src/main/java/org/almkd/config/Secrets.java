package org.almkd.config;

import java.util.regex.Pattern;

/**
 * Recognises credentials, which have no place in a configuration, and keeps them out of messages.
 */
final class Secrets {
  private static final Pattern USER_INFO = Pattern.compile("(://)[^/\\s\"']*@");
  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "secret|passw|token|credential|access[._-]?key|api[._-]?key", Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** Whether an address carries user name and password: {@code s3a://key:secret@bucket/}. */
  static boolean areIn(String text) {
    return USER_INFO.matcher(text).find();
  }

  /** Whether a name sounds like that of a credential. */
  static boolean isNamedLikeOne(String name) {
    return SECRET_KEY.matcher(name).find();
  }

  /** The text with the user part of addresses replaced by stars. */
  static String mask(String text) {
    return USER_INFO.matcher(text).replaceAll("$1***@");
  }

  /** An argument as it may be printed: without the value where the key sounds like a credential. */
  static String maskArgument(String argument) {
    int equals = argument.indexOf('=');
    String key = equals < 0 ? argument : argument.substring(0, equals);
    if (equals >= 0 && isNamedLikeOne(key)) {
      return key + "=***";
    }
    return mask(argument);
  }
}

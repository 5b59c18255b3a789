package org.almkd.config;

/**
 * A file of keys: a run file, a sweep file or an overlay.
 *
 * @param name its path or address, for messages
 * @param text what it says, HOCON
 */
public record ConfigFile(String name, String text) {
  /** No file: arguments alone are read. */
  public static final ConfigFile NONE = new ConfigFile("arguments", "");
}

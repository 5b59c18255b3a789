package org.almkd.doctor;

import java.io.Serializable;

/**
 * Whether a path could be used from one place.
 *
 * @param where driver, or executor and its number
 * @param key key of the configuration that names it
 * @param path the path as it is written
 * @param tried what was tried
 * @param failure why it failed; empty where it went well
 */
public record PathFacts(String where, String key, String path, Tried tried, String failure)
    implements Serializable {

  /** What was tried. */
  public enum Tried {
    /** A file was read. */
    READ,
    /** A file was written, and what the driver had written was read. */
    WRITE
  }
}

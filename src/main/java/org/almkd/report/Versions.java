package org.almkd.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Which versions of what made a result. */
public final class Versions {
  private static final Properties BUILD = load();

  private Versions() {}

  /** Returns the version of almkd. */
  public static String almkd() {
    return BUILD.getProperty("almkd");
  }

  static Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("almkd", almkd());
    json.put("spark", BUILD.getProperty("spark"));
    json.put("deeplearning4j", BUILD.getProperty("deeplearning4j"));
    json.put("java", System.getProperty("java.version"));
    json.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return json;
  }

  private static Properties load() {
    Properties properties = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream("/almkd-build.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read almkd-build.properties", e);
    }
    return properties;
  }
}

package org.almkd.report;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which versions of what made a result. */
final class Versions {
  private Versions() {}

  static Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("almkd", BuildVersions.property("almkd"));
    json.put("spark", BuildVersions.property("spark"));
    json.put("deeplearning4j", BuildVersions.property("deeplearning4j"));
    json.put("java", System.getProperty("java.version"));
    json.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return json;
  }
}

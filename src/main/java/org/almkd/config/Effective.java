package org.almkd.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The merged configuration as a text that can be read again, and its digest. */
final class Effective {
  // None of these changes a result, but for cluster.threads-per-replica its last bits: where a run
  // goes on, machines may differ. The seed of the run does change it and is put back.
  private static final List<String> NOT_IN_DIGEST =
      List.of("run", "store", "predict", "cluster", "data.partitions");
  private static final String SEED = "run.seed";

  private final Config merged;

  Effective(Config merged) {
    this.merged = merged;
  }

  /**
   * HOCON, keys sorted. Teachers and baselines have every key: with the defaults written out, a
   * preset laid under them could not be told from what the user wrote.
   */
  String render(List<ConfigObject> teachers, List<ConfigObject> baselines) {
    return expanded(teachers, baselines)
        .root()
        .render(
            ConfigRenderOptions.defaults()
                .setOriginComments(false)
                .setComments(false)
                .setJson(false));
  }

  /** SHA-256 in hexadecimal digits. */
  String digest(List<ConfigObject> teachers, List<ConfigObject> baselines) {
    Config digested = digested(expanded(teachers, baselines));
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(sha.digest(canonical(digested.root()).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256", e);
    }
  }

  /** Leaves out what changes no result. */
  static Config digested(Config config) {
    Config digested = config;
    for (String path : NOT_IN_DIGEST) {
      digested = digested.withoutPath(path);
    }
    return config.hasPath(SEED) ? digested.withValue(SEED, config.getValue(SEED)) : digested;
  }

  private Config expanded(List<ConfigObject> teachers, List<ConfigObject> baselines) {
    return merged
        .withValue("teachers", ConfigValueFactory.fromIterable(teachers))
        .withValue("baselines", ConfigValueFactory.fromIterable(baselines));
  }

  /**
   * Like JSON, with sorted keys and each number in one way, so that 0.1, .10 and 1e-1 are the same
   * configuration.
   */
  static String canonical(ConfigValue value) {
    if (value instanceof ConfigObject object) {
      return new TreeMap<>(object)
          .entrySet().stream()
              .map(
                  entry ->
                      ConfigUtil.quoteString(entry.getKey()) + ":" + canonical(entry.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof ConfigList list) {
      return list.stream().map(Effective::canonical).collect(Collectors.joining(",", "[", "]"));
    }
    if (value.valueType() == ConfigValueType.NUMBER) {
      return ConfigNode.scalarNumber(value)
          .map(number -> number.stripTrailingZeros().toString())
          .orElseGet(() -> String.valueOf(value.unwrapped()));
    }
    return value.render(ConfigRenderOptions.concise());
  }
}

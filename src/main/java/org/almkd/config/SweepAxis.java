package org.almkd.config;

import com.typesafe.config.Config;
import java.util.List;

/**
 * An axis of a sweep.
 *
 * @param name what it is called
 * @param values what it may be, in order
 */
record SweepAxis(String name, List<Value> values) {
  /** Copies the list. */
  SweepAxis {
    values = List.copyOf(values);
  }

  /**
   * One value of an axis.
   *
   * @param label what it is called
   * @param settings the keys that it sets
   */
  record Value(String label, Config settings) {}

  List<String> labels() {
    return values.stream().map(Value::label).toList();
  }
}

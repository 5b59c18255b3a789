package org.almkd.data;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almkd.config.Classes;

/**
 * Turns the labels of a source into classes 0, 1, ...: by name where classes are named, else as
 * whole numbers.
 */
final class ClassReader implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int count;
  private final LinkedHashMap<String, Integer> names = new LinkedHashMap<>();

  ClassReader(Classes classes) {
    for (String name : classes.names()) {
      names.put(name, names.size());
    }
    count = names.isEmpty() ? classes.count() : names.size();
  }

  /** Number of classes; 0 where the source is to tell. */
  int count() {
    return count;
  }

  /** Names of the classes: as configured, else their numbers. */
  static List<String> names(Classes classes, int count) {
    return classes.names().isEmpty() ? SourceSchema.numbered("", count) : classes.names();
  }

  /** The class, or -1 if there is none: {@link #refusal} then says why. */
  int classOf(String text) {
    if (!names.isEmpty()) {
      Integer found = names.get(text);
      return found == null ? -1 : found;
    }
    int length = text.length();
    if (length > 0 && length <= 9) {
      int value = 0;
      for (int i = 0; i < length; i++) {
        int digit = text.charAt(i) - '0';
        if (!(digit >= 0 && digit <= 9)) {
          return whole(text);
        }
        value = 10 * value + digit;
      }
      return inRange(value);
    }
    return whole(text);
  }

  /** A label such as 3.0, which tools write for whole numbers in a column with gaps. */
  private int whole(String text) {
    if (!FeatureNumber.isDecimal(text)) {
      return -1;
    }
    try {
      double value = Double.parseDouble(text);
      return value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE
          ? inRange((int) value)
          : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private int inRange(int value) {
    return value >= 0 && (count == 0 || value < count) ? value : -1;
  }

  /** What is wrong with a label that has no class. */
  String refusal(String text) {
    if (!names.isEmpty()) {
      return "found the label '"
          + text
          + "'; expected one of data.classes "
          + shortened(names)
          + NearestName.hint(text, names.keySet());
    }
    return "found the label '"
        + text
        + "'"
        + kind(text)
        + "; expected a whole number from 0 to "
        + (count - 1)
        + " (data.classes = "
        + count
        + ")";
  }

  private static String shortened(Map<String, Integer> names) {
    List<String> first = names.keySet().stream().limit(10).toList();
    return String.join(", ", first) + (names.size() > first.size() ? ", ..." : "");
  }

  private static String kind(String text) {
    try {
      double value = Double.parseDouble(text);
      if (!Double.isFinite(value)) {
        return ", not a finite number";
      }
      if (value != Math.rint(value)) {
        return ", a fraction";
      }
      return value < 0 ? ", a negative number" : "";
    } catch (NumberFormatException e) {
      return ", which is no number";
    }
  }
}

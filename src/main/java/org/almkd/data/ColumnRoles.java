package org.almkd.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which column of a table is what, as positions in its column list; -1 where there is none.
 *
 * @param columns names of all columns
 * @param id ids
 * @param label labels
 * @param split names of splits
 * @param cleanLabel true labels
 * @param features positions of the features, in the order in which networks see them
 */
// Primitive arrays are the point: millions of rows; these records are never compared.
@SuppressWarnings("ArrayRecordComponent")
record ColumnRoles(
    List<String> columns, int id, int label, int split, int cleanLabel, int[] features)
    implements Serializable {

  /**
   * The columns that the configuration names; "" is none.
   *
   * @param key start of the configuration keys, such as data.csv
   * @param featuresKey key of the features after that start, such as features
   * @param features [] for all columns that can be features and are not named
   */
  record Wanted(
      String key,
      String id,
      String label,
      String split,
      String cleanLabel,
      String featuresKey,
      List<String> features) {
    /**
     * The same without labels and splits, for rows that are to be predicted by a network with these
     * inputs.
     */
    Wanted unlabelled(List<String> inputs) {
      return new Wanted(key, id, "", "", "", featuresKey, inputs);
    }

    /** The same with other features. */
    Wanted withFeatures(List<String> inputs) {
      return new Wanted(key, id, label, split, cleanLabel, featuresKey, inputs);
    }
  }

  /**
   * Finds the wanted columns.
   *
   * @param where file, for messages
   * @param candidates columns that can be features
   */
  static ColumnRoles resolve(
      String where, List<String> columns, List<String> candidates, Wanted wanted) {
    Problems problems = new Problems();
    refuseDuplicates(where, columns, problems);
    int id = find(where, columns, wanted.id, wanted.key + ".id", problems);
    int label = find(where, columns, wanted.label, wanted.key + ".label", problems);
    int split = find(where, columns, wanted.split, wanted.key + ".split", problems);
    int clean = find(where, columns, wanted.cleanLabel, wanted.key + ".clean-label", problems);
    Set<Integer> taken = new HashSet<>(List.of(id, label, split, clean));
    List<Integer> features = new ArrayList<>();
    for (String name : wanted.features.isEmpty() ? candidates : wanted.features) {
      int column = find(where, columns, name, wanted.key + "." + wanted.featuresKey, problems);
      if (column >= 0 && !taken.contains(column)) {
        features.add(column);
      } else if (column >= 0 && !wanted.features.isEmpty()) {
        problems.add(
            where
                + ": column "
                + name
                + " is a feature and id, label, split or clean label as well; expected one use; change "
                + wanted.key);
      }
    }
    if (features.isEmpty() && problems.isEmpty()) {
      problems.add(
          where
              + ": found the columns "
              + columns
              + " but no feature; expected at least one column besides id, label, split and clean label; check "
              + wanted.key
              + ".features");
    }
    problems.throwIfAny("Cannot use the columns of " + where);
    return new ColumnRoles(
        List.copyOf(columns),
        id,
        label,
        split,
        clean,
        features.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Names of the features. */
  List<String> featureNames() {
    List<String> names = new ArrayList<>();
    for (int feature : features) {
      names.add(columns.get(feature));
    }
    return names;
  }

  private static void refuseDuplicates(String where, List<String> columns, Problems problems) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).isEmpty()) {
        problems.add(
            where + ": column " + (i + 1) + " has no name; expected a name for each column");
      } else if (!seen.add(columns.get(i))) {
        problems.add(
            where + ": found the column name " + columns.get(i) + " twice; expected each once");
      }
    }
  }

  private static int find(
      String where, List<String> columns, String name, String key, Problems problems) {
    if (name.isEmpty()) {
      return -1;
    }
    int found = columns.indexOf(name);
    if (found < 0) {
      problems.add(
          where
              + ": found no column "
              + name
              + NearestName.hint(name, columns)
              + "; expected it because of "
              + key
              + "; the columns are "
              + shortened(columns));
    }
    return found;
  }

  private static String shortened(List<String> columns) {
    return String.join(", ", columns.subList(0, Math.min(20, columns.size())))
        + (columns.size() > 20 ? ", ..." : "");
  }
}

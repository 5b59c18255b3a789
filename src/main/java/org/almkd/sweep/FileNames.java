package org.almkd.sweep;

import java.util.HashSet;
import java.util.Set;

/** Names of files that no two figures share, whatever blocks and variants are called. */
final class FileNames {
  private static final int LONGEST = 80;

  private final Set<String> taken = new HashSet<>();

  /** Returns a name of letters, digits, '.', '_' and '-'. */
  String of(String wanted) {
    String plain = wanted.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("-$", "");
    String stem = plain.substring(0, Math.min(LONGEST, plain.length()));
    String name = stem;
    for (int number = 2; !taken.add(name); number++) {
      name = stem + "-" + number;
    }
    return name;
  }
}

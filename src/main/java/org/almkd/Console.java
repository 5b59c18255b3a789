package org.almkd;

/** Where results that were asked for are printed; everything else is logged. */
final class Console {
  private Console() {}

  static void print(String text) {
    System.out.println(text);
  }
}

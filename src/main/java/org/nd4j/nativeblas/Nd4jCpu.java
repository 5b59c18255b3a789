package org.nd4j.nativeblas;

/**
 * Brings DL4J's oneDNN layer helpers to life: DL4J 1.0.0-M2.1 looks up this very class by
 * reflection to ask whether oneDNN may be used, but the class was renamed before M2, so that the
 * helpers never load and convolutions run 8 to 17 times slower. Nothing else uses it.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** What DL4J asks; the names are DL4J's. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    /** Returns the one environment. */
    public static Environment getInstance() {
      return INSTANCE;
    }

    /** Returns true: the onednn build of the backend is the one this project ships. */
    public boolean isUseMKLDNN() {
      return true;
    }
  }
}

package org.almkd.loss;

/** Turns row-major numbers into one array a class, and back. */
public final class Columns {
  private Columns() {}

  public static double[][] of(double[] values_NC, int classes) {
    double[][] columns_CN = new double[classes][values_NC.length / classes];
    for (int j = 0; j < values_NC.length; j++) {
      columns_CN[j % classes][j / classes] = values_NC[j];
    }
    return columns_CN;
  }

  public static double[] toRows(double[][] columns_CN) {
    double[] values_NC = new double[columns_CN.length * columns_CN[0].length];
    for (int j = 0; j < values_NC.length; j++) {
      values_NC[j] = columns_CN[j % columns_CN.length][j / columns_CN.length];
    }
    return values_NC;
  }
}

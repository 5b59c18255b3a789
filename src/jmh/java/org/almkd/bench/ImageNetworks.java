package org.almkd.bench;

import java.util.List;
import java.util.Map;
import org.almkd.config.Architecture;
import org.almkd.data.InputShape;
import org.almkd.loss.TargetLayout;
import org.almkd.model.Network;
import org.almkd.model.NetworkSpec;
import org.nd4j.linalg.api.buffer.DataType;

/** The networks for images that are measured: pictures of 3x32x32, 100 classes. */
public final class ImageNetworks {
  /** A picture. */
  public static final InputShape.Image IMAGE = new InputShape.Image(3, 32, 32);

  /** C. */
  public static final int CLASSES = 100;

  /** Rows of a step, and of a pass forward. */
  public static final int BATCH = 128;

  /** The one that speed was promised for. */
  static final String WRN_16_1 = "wide-resnet-16-1";

  private static final Map<String, Architecture> ALL =
      Map.of(
          "resnet-8",
          new Architecture.ResNet(8),
          WRN_16_1,
          new Architecture.WideResNet(16, 1),
          "wide-resnet-16-3",
          new Architecture.WideResNet(16, 3));

  private ImageNetworks() {}

  /**
   * Returns what a network is built from.
   *
   * @param name as {@link Architecture#describe} says it
   * @param teachers K
   */
  public static NetworkSpec spec(String name, int teachers) {
    return new NetworkSpec(
        ALL.get(name), IMAGE, new TargetLayout(CLASSES, teachers), 4, 0.9, 5e-4, DataType.FLOAT);
  }

  /** Returns "name=P" for each network, by which another program can check that it has the same. */
  static List<String> sizes() {
    return ALL.keySet().stream()
        .sorted()
        .map(name -> name + "=" + Network.create(spec(name, 0)).parameterCount())
        .toList();
  }
}

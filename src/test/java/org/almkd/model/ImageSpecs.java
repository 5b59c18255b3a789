package org.almkd.model;

import org.almkd.config.Architecture;
import org.almkd.data.InputShape;
import org.almkd.loss.TargetLayout;
import org.nd4j.linalg.api.buffer.DataType;

/** Networks for images, for tests. */
final class ImageSpecs {
  private ImageSpecs() {}

  static NetworkSpec of(Architecture architecture, int side, int classes, DataType precision) {
    return new NetworkSpec(
        architecture,
        new InputShape.Image(3, side, side),
        new TargetLayout(classes, 0),
        4,
        0.9,
        5e-4,
        precision);
  }

  /** 3x32x32 pixels and 100 classes, as of CIFAR-100. */
  static NetworkSpec cifar100(Architecture architecture) {
    return of(architecture, 32, 100, DataType.FLOAT);
  }
}

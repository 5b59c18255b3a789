package org.almkd.data;

/** What a data set says an image is for. */
enum ImageSplit {
  /** Trains networks. */
  TRAIN(Split.TRAIN.code()),
  /** Is held for validation. */
  VALIDATION(Split.VALIDATION.code()),
  /** Measures the result. */
  TEST(Split.TEST.code()),
  /** The data set does not say. */
  NONE(SourceRow.NO_SPLIT);

  private final int code;

  ImageSplit(int code) {
    this.code = code;
  }

  /** What a {@link SourceRow} calls it. */
  int code() {
    return code;
  }
}

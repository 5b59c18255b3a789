package org.almkd.config;

/**
 * Whose softmax the target of the outer loss blends with the label ({@code
 * mixing.adaptive.target-teacher}).
 */
public enum TargetTeacher {
  /** The last teacher of the list. */
  LAST,
  /** The mean of all teachers' softmaxes. */
  MEAN,
  /** The teacher that is best on validation rows. */
  BEST,
  /** None: the target is the one-hot label. */
  NONE
}

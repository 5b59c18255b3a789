package org.almkd.method;

import java.util.List;
import java.util.Optional;
import org.almkd.config.EarlyStop;
import org.almkd.teacher.SoftLabels;
import org.almkd.teacher.TeacherModel;
import org.almkd.train.EpochMetrics;

/**
 * A teacher that is ready to teach.
 *
 * @param name its name in the run
 * @param description architecture, or where it comes from
 * @param model its network; absent where only logits came
 * @param softLabels its logits
 * @param earlyStop which parameters of its training teach
 * @param metrics its training, epoch by epoch; empty for teachers trained elsewhere
 * @param outOfFold logits of training rows by networks of the same recipe that have not seen them;
 *     absent where the teacher has no folds
 */
public record Teacher(
    String name,
    String description,
    Optional<TeacherModel> model,
    SoftLabels softLabels,
    EarlyStop earlyStop,
    List<EpochMetrics> metrics,
    Optional<SoftLabels> outOfFold) {

  /** Returns the same teacher with logits of rows that it has not seen. */
  public Teacher withOutOfFold(Optional<SoftLabels> logits) {
    return new Teacher(name, description, model, softLabels, earlyStop, metrics, logits);
  }
}

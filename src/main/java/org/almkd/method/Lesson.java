package org.almkd.method;

import org.almkd.config.Method;
import org.almkd.config.MixingConfig;
import org.almkd.config.StudentConfig;
import org.almkd.config.TrainConfig;

/**
 * One student to train, as it is configured.
 *
 * @param name its name in logs and reports
 * @param method who weighs the losses
 * @param student architecture and initialisation
 * @param mixing temperature and lambdas
 * @param train epochs, batches, rates
 * @param seed seed of weights, orders and lambdas: that of the run, so that student and baselines
 *     differ by what they learn from alone
 */
public record Lesson(
    String name,
    Method method,
    StudentConfig student,
    MixingConfig mixing,
    TrainConfig train,
    long seed) {}

package org.almkd.config;

/**
 * A further student on the same data, teachers, seed and orders (an entry of {@code baselines}):
 * the run's own configuration with the keys of the entry laid over it.
 *
 * <p>Keys of {@code mixing.adaptive} that the run file or an argument writes apply to every
 * baseline, too, whatever its method: they win over the values of {@code amal}, and the entry's own
 * keys win over both.
 *
 * @param name unique among the baselines; by default the method, with the lambda for {@code fixed}
 *     ("fixed-0.9")
 * @param method who weighs the losses
 * @param student the network that is taught
 * @param mixing temperature and weights of the losses
 * @param train how the student is trained
 * @param intermediates the networks trained before it; a run's generations are those of a baseline
 *     whose method has any
 */
public record BaselineConfig(
    String name,
    Method method,
    StudentConfig student,
    MixingConfig mixing,
    TrainConfig train,
    IntermediatesConfig intermediates) {}

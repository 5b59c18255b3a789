package org.almkd.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * Everything a run is told, checked. Made by {@link RunConfigReader}; the other packages take the
 * parts they need.
 *
 * @param run name, place and seed of the run
 * @param store where results shared by runs lie
 * @param data where the rows come from and how they are split
 * @param teachers the teachers, in the order in which they were written
 * @param student the network that is taught
 * @param method who weighs the losses
 * @param baselines further students on the same data, teachers, seed and orders
 * @param mixing temperature and weights of the losses
 * @param train how the student is trained
 * @param intermediates the networks trained between teachers and student
 * @param evaluate when and how networks are measured
 * @param predict what the commands {@code predict} and {@code evaluate} read and write
 * @param cluster settings of the machines, which change no result
 * @param effective the whole configuration as HOCON: defaults, preset, run file and arguments
 *     merged and resolved, every teacher and baseline spelt out. Reading it again gives the same
 *     configuration
 * @param digest SHA-256, as 64 hexadecimal digits, of all that can change a result: everything but
 *     {@code run} (of which only the seed counts), {@code store}, {@code predict}, {@code cluster}
 *     and {@code data.partitions}
 */
public record RunConfig(
    RunSettings run,
    StoreConfig store,
    DataConfig data,
    List<TeacherConfig> teachers,
    StudentConfig student,
    Method method,
    List<BaselineConfig> baselines,
    MixingConfig mixing,
    TrainConfig train,
    IntermediatesConfig intermediates,
    EvaluateConfig evaluate,
    PredictConfig predict,
    ClusterConfig cluster,
    String effective,
    String digest) {

  private static final int DIGEST_DIGITS_IN_ID = 8;

  /** Copies the lists. */
  public RunConfig {
    teachers = List.copyOf(teachers);
    baselines = List.copyOf(baselines);
  }

  /** Every assistant that the run or a baseline trains. */
  public List<AssistantConfig> assistants() {
    return Stream.concat(
            intermediates.assistants(method).stream(),
            baselines.stream().flatMap(b -> b.intermediates().assistants(b.method()).stream()))
        .toList();
  }

  /** The architecture of every network that the run trains; some may be equal. */
  public Stream<Architecture> architectures() {
    return Stream.of(
            Stream.of(student.architecture()),
            baselines.stream().map(b -> b.student().architecture()),
            assistants().stream().map(a -> a.network().architecture()),
            teachers.stream()
                .map(TeacherConfig::source)
                .filter(TeacherSource.Train.class::isInstance)
                .map(source -> ((TeacherSource.Train) source).architecture()))
        .flatMap(architectures -> architectures);
  }

  /**
   * Id of the run: {@code run.id}, or where that is empty the name, a hyphen and the first 8 digits
   * of the digest.
   */
  public String runId() {
    if (!run.id().isEmpty()) {
      return run.id();
    }
    return run.name() + "-" + digest.substring(0, DIGEST_DIGITS_IN_ID);
  }

  /**
   * Folder of the shared store: {@code store.dir}, or where that is empty the folder "store" in
   * {@code run.dir}.
   */
  public String storeDir() {
    if (!store.dir().isEmpty()) {
      return store.dir();
    }
    return run.dir().endsWith("/") ? run.dir() + "store" : run.dir() + "/store";
  }
}

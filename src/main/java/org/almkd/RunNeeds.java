package org.almkd;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.almkd.config.Architecture;
import org.almkd.config.IntermediatesConfig;
import org.almkd.config.Method;
import org.almkd.config.RunConfig;
import org.almkd.config.TeacherConfig;
import org.almkd.config.TeacherSource;
import org.almkd.data.Augmentation;
import org.almkd.data.DataShape;
import org.almkd.data.Features;
import org.almkd.data.InvalidDataException;
import org.almkd.data.SparkDataStage;
import org.almkd.data.Split;
import org.almkd.doctor.Check;
import org.almkd.doctor.CheckKind;
import org.almkd.doctor.CheckResult;
import org.almkd.doctor.ClassFacts;
import org.almkd.doctor.DataChecks;
import org.almkd.doctor.RunSizes;
import org.almkd.loss.TargetLayout;
import org.almkd.model.Forward;
import org.almkd.model.Network;
import org.almkd.model.NetworkSpec;
import org.almkd.model.ZippedNetwork;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.almkd.teacher.SparkImportedLogits;
import org.almkd.train.ShardMemory;
import org.apache.spark.sql.SparkSession;
import org.nd4j.linalg.api.buffer.DataType;

/** What a run needs: reads its rows and teachers, and counts. */
final class RunNeeds {
  private final SparkSession session;
  private final ArtefactStore store;
  private final RunConfig config;

  RunNeeds(SparkSession session, Storage storage, RunConfig config) {
    this.session = session;
    this.store = new ArtefactStore(storage, config.storeDir());
    this.config = config;
  }

  /** Adds what rows and teachers say, and returns the sizes of the run where rows can be read. */
  Optional<RunSizes> check(List<CheckResult> results) {
    Check check = new Check(CheckKind.DATA, "classes", "driver");
    DataShape data;
    try {
      data = new SparkDataStage(session, store).inspect(config.data());
    } catch (InvalidDataException e) {
      results.add(check.fail(e));
      return Optional.empty();
    } catch (StorageException e) {
      results.add(new Check(CheckKind.STORAGE, "classes", "driver").fail(e));
      return Optional.empty();
    }
    results.add(DataChecks.classes(data));
    for (TeacherConfig teacher : config.teachers()) {
      results.add(DataChecks.teacher(logits(teacher, data), data));
    }
    try {
      return Optional.of(sizes(data));
    } catch (InvalidDataException | StorageException | LinkageError e) {
      // Checks of their own tell of teachers that cannot be read, and of native libraries, without
      // which no network can be built.
      return Optional.empty();
    }
  }

  private ClassFacts logits(TeacherConfig teacher, DataShape data) {
    String name = teacher.name();
    try {
      if (teacher.source() instanceof TeacherSource.Dl4j dl4j) {
        imported(name, dl4j, data);
        return new ClassFacts(name, dl4j.path(), data.classes(), "");
      }
      if (teacher.source() instanceof TeacherSource.Logits logits) {
        int width = SparkImportedLogits.width(session, store, name, logits);
        return new ClassFacts(name, logits.path(), width, "");
      }
      return new ClassFacts(name, "trained by the run", data.classes(), "");
    } catch (InvalidDataException | StorageException | LinkageError e) {
      return new ClassFacts(name, "", 0, String.valueOf(e.getMessage()));
    }
  }

  private ZippedNetwork imported(String name, TeacherSource.Dl4j source, DataShape data) {
    byte[] zip = store.storage().read(source.path());
    return ZippedNetwork.load(
        "%s of teacher %s".formatted(source.path(), name), zip, data.input(), data.classes());
  }

  private RunSizes sizes(DataShape data) {
    long parameters = 0;
    long activations = 0;
    int rows = config.train().batchSizePerWorker();
    for (Architecture architecture : config.architectures().distinct().toList()) {
      Network network = network(architecture, data);
      parameters = Math.max(parameters, network.parameterCount());
      if (architecture.takesImages()) {
        activations = Math.max(activations, network.activationBytes(rows));
      }
    }
    Network student = network(config.student().architecture(), data);
    int lastInputs = Forward.all(student, Features.of(new float[data.width()], 1)).width();
    return new RunSizes(
        config.train().workers(),
        parameters,
        teachers(),
        data.rows(),
        data.rows(Split.TRAIN),
        Math.min(data.rows(Split.VALIDATION), config.mixing().adaptive().validationRows()),
        data.width(),
        lastInputs,
        data.classes(),
        config.method() == Method.DOUBT
            || config.baselines().stream().anyMatch(b -> b.method() == Method.DOUBT),
        config.data().images().augmentation().runsTeachers() ? liveParameters(data, parameters) : 0,
        activations > 0
            ? activations
            : RunSizes.flatActivations(data.width(), lastInputs, data.classes()),
        ShardMemory.bytes(
            data.counts(),
            data.storedBytes(),
            (long) teachers() * data.classes(),
            Augmentation.of(config.data().images().augmentation(), config.data().seed()).views()),
        config.cluster().shards());
  }

  /**
   * Returns the parameters of all networks that a task runs beside the one that it trains: the
   * teachers with their checkpoints and the assistants that teach beside them; or the one assistant
   * or generation before, which is no larger than the largest that is trained.
   */
  private long liveParameters(DataShape data, long largest) {
    long teachers = 0;
    for (TeacherConfig teacher : config.teachers()) {
      if (teacher.source() instanceof TeacherSource.Train train) {
        long each = network(train.architecture(), data).parameterCount();
        teachers += each * (1 + teacher.checkpointsAt().size());
      } else if (teacher.source() instanceof TeacherSource.Dl4j dl4j) {
        teachers += imported(teacher.name(), dl4j, data).parameters();
      }
    }
    return Math.max(teachers + largest * assistants(), largest);
  }

  /** Most teachers that a student has at once. */
  private int teachers() {
    int checkpoints = config.teachers().stream().mapToInt(t -> t.checkpointsAt().size()).sum();
    return config.teachers().size() + checkpoints + assistants();
  }

  /** Most assistants that teach a student beside its teachers. */
  private int assistants() {
    return Stream.concat(
            Stream.of(dense(config.method(), config.intermediates())),
            config.baselines().stream().map(b -> dense(b.method(), b.intermediates())))
        .mapToInt(count -> count)
        .max()
        .orElseThrow();
  }

  private static int dense(Method method, IntermediatesConfig intermediates) {
    return method == Method.DGKD ? intermediates.dgkd().size() : 0;
  }

  private static Network network(Architecture architecture, DataShape data) {
    return Network.create(
        new NetworkSpec(
            architecture,
            data.input(),
            new TargetLayout(data.classes(), 0),
            1,
            0,
            0,
            DataType.FLOAT));
  }
}

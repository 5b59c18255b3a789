package org.almkd.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.almkd.config.CheckpointConfig;
import org.almkd.mixing.LambdaTable;
import org.almkd.model.Replica;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Attempt;
import org.almkd.storage.FailingFileSystem;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a training, when, and what of it may be gone on from. */
class CheckpointsTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final String NAME = "net-0123456789abcdef";
  private static final TrainingState START = TrainingState.start(new float[2], LambdaTable.EMPTY);
  private static final CheckpointConfig EACH_EPOCH =
      new CheckpointConfig(1, Duration.ZERO, Duration.ofDays(1), 2);

  @TempDir private Path folder;
  private final AtomicLong clock = new AtomicLong();
  private final StopSignal signal = new StopSignal();
  private final AtomicInteger told = new AtomicInteger();
  private Runnable ownership = () -> {};
  private Configuration configuration = new Configuration(false);
  private String address = "";

  @Test
  void withoutACheckpointATrainingBeginsAtItsStart() {
    assertThat(keeper(EACH_EPOCH, "a").resume(START)).isSameAs(START);
  }

  @Test
  void theNewestIsGoneOnFrom() {
    StateKeeper keeper = keeper(EACH_EPOCH, "a");
    keeper.resume(START);
    reach(keeper, 1, 0);
    reach(keeper, 2, 0);
    TrainingState resumed = keeper(EACH_EPOCH, "b", "a").resume(START);
    assertThat(resumed.epoch()).isEqualTo(2);
    assertThat(resumed.replica().parameters()).containsExactly(2, 0);
    assertThat(resumed.metrics()).hasSize(2);
  }

  @Test
  void onlySoManyStay() {
    StateKeeper keeper = keeper(EACH_EPOCH, "a");
    keeper.resume(START);
    for (int epoch = 1; epoch <= 5; epoch++) {
      reach(keeper, epoch, 0);
    }
    assertThat(epochs()).containsExactly(4, 5);
    assertThat(told).as("checkpoints that were told of").hasValue(5);
    StateKeeper next = keeper(EACH_EPOCH, "b", "a");
    assertThat(next.resume(START).epoch()).isEqualTo(5);
    reach(next, 6, 0);
    assertThat(epochs()).containsExactly(5, 6);
  }

  @Test
  void aFileThatIsCutOffOrChangedOrGoneIsPassedOver() {
    for (Damage damage : Damage.values()) {
      delete();
      StateKeeper keeper = keeper(EACH_EPOCH, "a");
      keeper.resume(START);
      reach(keeper, 1, 0);
      reach(keeper, 2, 0);
      damage.apply(newest());
      TrainingState resumed = keeper(EACH_EPOCH, "b", "a").resume(START);
      assertThat(resumed.epoch()).as(damage.name()).isEqualTo(1);
    }
  }

  /** The newest may be whole: to begin anew would give it up for good. */
  @Test
  void whatCannotBeReadNowIsNotTakenForDamaged() {
    configuration = FailingFileSystem.configuration(1 << 20);
    address = "failing:";
    StateKeeper keeper = keeper(EACH_EPOCH, "a");
    keeper.resume(START);
    reach(keeper, 1, 0);
    assertThat(keeper(EACH_EPOCH, "b", "a").resume(START).epoch()).isEqualTo(1);
    FailingFileSystem.breakReads(configuration);
    assertThatThrownBy(() -> keeper(EACH_EPOCH, "c", "b", "a").resume(START))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Input/output error")
        .hasMessageContaining("or delete the checkpoint and its manifest, to go on from the one");
    FailingFileSystem.corrupt(configuration);
    assertThat(keeper(EACH_EPOCH, "d", "c", "b", "a").resume(START))
        .as("a file system that keeps sums of its own tells damage")
        .isSameAs(START);
  }

  @Test
  void whoLostTheRunBeginsNoTraining() {
    ownership =
        () -> {
          throw new StorageException("another has taken it over");
        };
    assertThatThrownBy(() -> keeper(EACH_EPOCH, "a").resume(START))
        .hasMessage("another has taken it over");
  }

  @Test
  void whereAllAreDamagedATrainingBeginsAnew() {
    StateKeeper keeper = keeper(EACH_EPOCH, "a");
    keeper.resume(START);
    reach(keeper, 1, 0);
    Damage.ONE_BIT.apply(newest());
    assertThat(keeper(EACH_EPOCH, "b", "a").resume(START)).isSameAs(START);
  }

  @Test
  void aManifestThatSaysSomethingElseIsPassedOver() {
    StateKeeper keeper = keeper(EACH_EPOCH, "a");
    keeper.resume(START);
    reach(keeper, 1, 0);
    Map<String, String> whole = written().get(0).manifest().properties();
    publish(Map.of());
    publish(changed(whole, "epoch", "x"));
    publish(changed(whole, "batch", "99999999999"));
    for (String name : whole.keySet()) {
      Map<String, String> less = new HashMap<>(whole);
      less.remove(name);
      publish(less);
    }
    Map<String, String> newer = changed(whole, "epoch", "2");
    store().publish(store().begin(Checkpoints.KIND, NAME), List.of(), newer);
    assertThat(keeper(EACH_EPOCH, "b", "a").resume(START).epoch()).isEqualTo(1);
  }

  private static Map<String, String> changed(Map<String, String> all, String name, String value) {
    Map<String, String> changed = new HashMap<>(all);
    changed.put(name, value);
    return changed;
  }

  /** A whole checkpoint with these properties, of a file that is no state. */
  private void publish(Map<String, String> properties) {
    Attempt attempt = store().begin(Checkpoints.KIND, NAME);
    ManifestEntry entry = attempt.write("state", ".bin", out -> out.write(1));
    store().publish(attempt, List.of(entry), properties);
  }

  /** As of a writer that took a state, and is late with it. */
  @Test
  void anOlderStateIsNotWrittenAfterANewerOne() {
    CheckpointConfig config = new CheckpointConfig(1, Duration.ZERO, Duration.ofDays(1), 1);
    Checkpoints checkpoints = checkpoints(config, "a");
    StateKeeper keeper = checkpoints.of("net", KEY, 9);
    keeper.resume(START);
    keeper.finished(state(3, 0));
    reach(keeper, 2, 0);
    assertThat(positions()).containsExactly("3/0");
    reach(keeper, 4, 0);
    assertThat(checkpoints.writeAll()).as("it is over").isEmpty();
  }

  @Test
  void whatIsWrittenByAnAttemptThatLostTheRunIsNobodys() {
    StateKeeper first = keeper(EACH_EPOCH, "a");
    first.resume(START);
    reach(first, 1, 0);
    StateKeeper loser = keeper(EACH_EPOCH, "x", "a");
    loser.resume(START);
    reach(loser, 7, 0);
    assertThat(keeper(EACH_EPOCH, "b", "a").resume(START).epoch()).isEqualTo(1);
  }

  @Test
  void theLaterAttemptCountsThoughAnEarlierOneWasRevivedAndWentFurther() {
    StateKeeper first = keeper(EACH_EPOCH, "a");
    first.resume(START);
    reach(first, 1, 0);
    StateKeeper second = keeper(EACH_EPOCH, "b", "a");
    second.resume(START);
    reach(second, 2, 0);
    reach(first, 9, 0);
    assertThat(keeper(EACH_EPOCH, "c", "b", "a").resume(START).epoch()).isEqualTo(2);
  }

  @Test
  void anotherTrainingOfTheSameNameIsNotGoneOnFrom() {
    StateKeeper keeper = keeper(EACH_EPOCH, "a");
    keeper.resume(START);
    reach(keeper, 1, 0);
    String sameFolder = KEY.substring(0, 16) + "0000000000000000";
    assertThat(checkpoints(EACH_EPOCH, "b", "a").of("net", sameFolder, 9).resume(START))
        .isSameAs(START);
    TrainingState larger = TrainingState.start(new float[3], LambdaTable.EMPTY);
    assertThat(keeper(EACH_EPOCH, "b", "a").resume(larger)).isSameAs(larger);
  }

  @Test
  void statesTooFarAreNotGoneOnFrom() {
    StateKeeper keeper = keeper(EACH_EPOCH, "a");
    keeper.resume(START);
    reach(keeper, 1, 0);
    reach(keeper, 2, 0);
    TrainingState resumed = checkpoints(EACH_EPOCH, "b", "a").of("net", KEY, 2).resume(START);
    assertThat(resumed.epoch()).isEqualTo(1);
  }

  @Test
  void quickEpochsWaitAndLongOnesDoNot() {
    CheckpointConfig config =
        new CheckpointConfig(2, Duration.ofNanos(10), Duration.ofNanos(100), 100);
    StateKeeper keeper = keeper(config, "a");
    keeper.resume(START);
    at(keeper, 20, 1, 0);
    at(keeper, 21, 1, 5);
    assertThat(positions()).isEmpty();
    at(keeper, 22, 2, 0);
    assertThat(positions()).containsExactly("2/0");
    at(keeper, 31, 4, 0);
    assertThat(positions()).as("9 ns after the last").containsExactly("2/0");
    at(keeper, 32, 4, 1);
    at(keeper, 121, 4, 2);
    assertThat(positions()).containsExactly("2/0");
    at(keeper, 122, 4, 3);
    assertThat(positions()).as("100 ns after the last").containsExactly("2/0", "4/3");
  }

  @Test
  void theLastStateIsKeptHoweverShortTheTraining() {
    CheckpointConfig config = new CheckpointConfig(1, Duration.ofDays(1), Duration.ofDays(1), 2);
    StateKeeper keeper = keeper(config, "a");
    keeper.resume(START);
    reach(keeper, 1, 0);
    assertThat(positions()).isEmpty();
    keeper.finished(state(1, 0));
    assertThat(positions()).containsExactly("1/0");
    StateKeeper again = keeper(config, "b", "a");
    again.finished(again.resume(START));
    assertThat(positions()).as("it was there already").containsExactly("1/0");
  }

  @Test
  void aProcessThatEndsKeepsTheMiddleOfAnEpoch() {
    CheckpointConfig config = new CheckpointConfig(1, Duration.ofDays(1), Duration.ofDays(1), 2);
    Checkpoints checkpoints = checkpoints(config, "a");
    assertThat(checkpoints.writeAll()).isEmpty();
    StateKeeper one = checkpoints.of("one", KEY, 9);
    one.resume(START);
    one.reached(state(3, 4));
    StateKeeper done = checkpoints.of("done", KEY, 9);
    done.resume(START);
    done.finished(state(8, 0));
    assertThat(checkpoints.writeAll())
        .isEqualTo("one-0123456789abcdef after epoch 3 and 4 batches");
    TrainingState resumed = checkpoints(config, "b", "a").of("one", KEY, 9).resume(START);
    assertThat(resumed.epoch()).isEqualTo(3);
    assertThat(resumed.batch()).isEqualTo(4);
    assertThat(resumed.lossSum()).isEqualTo(0.1);
  }

  @Test
  void theTimeIsOverOnlyOnceARoundIsDone() {
    StateKeeper keeper = checkpoints(EACH_EPOCH, Optional.of(50L), "a").of("net", KEY, 9);
    clock.set(60);
    keeper.resume(START);
    assertThatThrownBy(() -> keeper.reached(state(0, 1)))
        .isInstanceOfSatisfying(
            TrainingStoppedException.class, e -> assertThat(e.exitCode()).isEqualTo(75))
        .hasMessage("run.max-duration is over");
    StateKeeper other = checkpoints(EACH_EPOCH, "a").of("other", KEY, 9);
    other.resume(START);
    assertThatThrownBy(() -> other.reached(state(0, 1)))
        .as("all trainings of the run stop")
        .isInstanceOf(TrainingStoppedException.class);
  }

  @Test
  void aCheckpointThatCannotBeWrittenIsTriedAgainAndTheLastMustBe() throws IOException {
    StateKeeper keeper = keeper(EACH_EPOCH, "a");
    keeper.resume(START);
    Path inTheWay = Files.writeString(folder.resolve("checkpoints"), "not a folder");
    keeper.reached(state(1, 0));
    settle();
    assertThatThrownBy(() -> keeper.finished(state(2, 0)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Cannot write");
    Files.delete(inTheWay);
    keeper.reached(state(1, 1));
    settle();
    assertThat(positions()).as("in the middle of an epoch, too").containsExactly("1/1");
  }

  @Test
  void whoLostTheRunWritesNothing() {
    StateKeeper keeper = keeper(EACH_EPOCH, "a");
    keeper.resume(START);
    ownership =
        () -> {
          StorageException lost = new StorageException("another has taken it over");
          signal.stop(lost);
          throw lost;
        };
    reach(keeper, 1, 0);
    assertThat(positions()).isEmpty();
    assertThatThrownBy(() -> keeper.reached(state(2, 0))).hasMessage("another has taken it over");
    assertThatThrownBy(() -> keeper.finished(state(2, 0))).hasMessage("another has taken it over");
  }

  private enum Damage {
    CUT_OFF {
      @Override
      void apply(Path attempt) {
        edit(file(attempt), bytes -> Arrays.copyOf(bytes, bytes.length - 1));
      }
    },
    EMPTY {
      @Override
      void apply(Path attempt) {
        edit(file(attempt), bytes -> new byte[0]);
      }
    },
    ONE_BIT {
      @Override
      void apply(Path attempt) {
        edit(file(attempt), bytes -> flip(bytes, bytes.length / 2));
      }
    },
    GONE {
      @Override
      void apply(Path attempt) {
        remove(file(attempt));
      }
    },
    NO_MANIFEST {
      @Override
      void apply(Path attempt) {
        remove(manifest(attempt));
      }
    },
    MANIFEST_CUT_OFF {
      @Override
      void apply(Path attempt) {
        edit(manifest(attempt), bytes -> Arrays.copyOf(bytes, bytes.length - 1));
      }
    },
    MANIFEST_ONE_BIT {
      @Override
      void apply(Path attempt) {
        edit(manifest(attempt), bytes -> flip(bytes, bytes.length / 2));
      }
    };

    abstract void apply(Path attempt);

    private static byte[] flip(byte[] bytes, int at) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= 4;
      return flipped;
    }
  }

  private static Path manifest(Path attempt) {
    return attempt.resolveSibling(attempt.getFileName() + ".manifest.json");
  }

  private static Path file(Path attempt) {
    try (Stream<Path> files = Files.list(attempt)) {
      return files.findFirst().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void edit(Path file, UnaryOperator<byte[]> change) {
    try {
      Files.write(file, change.apply(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete() {
    new Storage(new Configuration(false)).delete(folder + "/checkpoints");
  }

  private Path newest() {
    try (Stream<Path> files = Files.list(folder.resolve("checkpoints/" + NAME))) {
      return files.filter(Files::isDirectory).max(Path::compareTo).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Integer> epochs() {
    return positions().stream().map(p -> Integer.valueOf(p.substring(0, p.indexOf('/')))).toList();
  }

  private List<String> positions() {
    return written().stream().map(c -> c.property("epoch") + "/" + c.property("batch")).toList();
  }

  private List<Artefact> written() {
    return store().attempts(Checkpoints.KIND, NAME);
  }

  private void at(StateKeeper keeper, long nanos, int epoch, int batch) {
    clock.set(nanos);
    reach(keeper, epoch, batch);
  }

  private void reach(StateKeeper keeper, int epoch, int batch) {
    keeper.reached(state(epoch, batch));
    settle();
  }

  /** Waits until what was asked for is written: names of attempts increase with the time. */
  private void settle() {
    for (Checkpoints checkpoints : opened) {
      checkpoints.settle();
    }
    try {
      TimeUnit.MILLISECONDS.sleep(2);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TrainingState state(int epoch, int batch) {
    List<EpochMetrics> metrics = new ArrayList<>();
    for (int e = 1; e <= epoch; e++) {
      metrics.add(new EpochMetrics(e, 0.1, 1, Map.of()));
    }
    return new TrainingState(
        new Replica(new float[] {epoch, batch}, new float[2]),
        LambdaTable.EMPTY,
        epoch,
        batch,
        0.1,
        30,
        Optional.empty(),
        metrics);
  }

  private final List<Checkpoints> opened = new ArrayList<>();

  private StateKeeper keeper(CheckpointConfig config, String... line) {
    return checkpoints(config, line).of("net", KEY, Integer.MAX_VALUE);
  }

  private Checkpoints checkpoints(CheckpointConfig config, String... line) {
    return checkpoints(config, Optional.empty(), line);
  }

  private Checkpoints checkpoints(CheckpointConfig config, Optional<Long> end, String... line) {
    Checkpoints checkpoints =
        new Checkpoints(
            new Checkpoints.Setting(
                store(),
                List.of(line),
                config,
                () -> ownership.run(),
                told::incrementAndGet,
                signal,
                end,
                clock::get));
    opened.add(checkpoints);
    return checkpoints;
  }

  private ArtefactStore store() {
    return new ArtefactStore(new Storage(configuration), address + folder);
  }
}

package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.almkd.storage.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedShardBuilderTest {
  private static final int ROWS = 61;
  private static final int CLASSES = 3;
  private static final InputShape.Image IMAGE = new InputShape.Image(2, 3, 3);

  /** Of a picture of 18 bytes 5 fit, of a row of 3 logits 8, of one of 7 numbers 3. */
  private static final long SEGMENT_BYTES = 99;

  @TempDir Path folder;

  @Test
  void numbersAreThoseOfAShardOnTheHeap() throws IOException {
    assertSame(Features.of(numbers(ROWS * 7), ROWS));
  }

  @Test
  void picturesAreThoseOfAShardOnTheHeap() throws IOException {
    byte[] pixels = new byte[ROWS * IMAGE.size()];
    new Random(1).nextBytes(pixels);
    PixelFormat format =
        new PixelFormat(IMAGE, new InputShape.Image(2, 2, 2), 255, Standardization.none(2));
    assertSame(new Pixels(pixels, new PixelInput(format)));
  }

  private void assertSame(Features features) throws IOException {
    for (int shards : new int[] {1, 3}) {
      for (Shard heap : shards(features, shards, false)) {
        Shard mapped = shards(features, shards, true).get(heap.index());
        assertThat(mapped.isMapped()).isTrue();
        assertThat(heap.isMapped()).isFalse();
        assertSame(heap, mapped);
        assertSame(heap, travelled(mapped));
        long[] some = {heap.ids()[1], heap.ids()[7], heap.ids()[heap.rows() - 1]};
        assertThat(mapped.select(some).isMapped()).isFalse();
        assertSame(heap.select(some), mapped.select(some));
      }
    }
  }

  private static void assertSame(Shard heap, Shard mapped) {
    assertThat(mapped.index()).isEqualTo(heap.index());
    assertThat(mapped.ids()).isEqualTo(heap.ids());
    assertThat(mapped.ranks()).isEqualTo(heap.ranks());
    assertThat(mapped.labels()).isEqualTo(heap.labels());
    assertThat(mapped.cleanLabels()).isEqualTo(heap.cleanLabels());
    assertThat(mapped.width()).isEqualTo(heap.width());
    assertThat(mapped.features().floats()).isEqualTo(heap.features().floats());
    assertThat(mapped.teacherLogits_KNC()).isDeepEqualTo(heap.teacherLogits_KNC());
    assertThat(mapped.logits_K().get(1).doubles(1, 2)).hasSize(2 * CLASSES);
    for (int k = 0; k < 2; k++) {
      assertThat(mapped.viewLogits_VK().get(0).get(k).floats())
          .isEqualTo(heap.viewLogits_VK().get(0).get(k).floats());
    }
    float[] some = new float[3 * heap.width() + 1];
    float[] same = some.clone();
    for (int row = 0; row + 3 <= heap.rows(); row++) {
      heap.features().write(row, 3, some, 1);
      mapped.features().write(row, 3, same, 1);
      assertThat(same).isEqualTo(some);
    }
  }

  @Test
  void filesHaveNoNames() throws IOException {
    List<Shard> shards = shards(Features.of(numbers(ROWS * 7), ROWS), 2, true);
    assertThat(files()).isEmpty();
    assertThat(shards.get(0).features().floats()).isNotEmpty();
  }

  @Test
  void aBuildThatIsNotCompleteIsRefusedAndNeverHasAFileByName() throws IOException {
    Features features = Features.of(numbers(ROWS * 7), ROWS);
    ShardAssignment assignment = assignment(1);
    try (MappedShardBuilder builder = builder(0, assignment, folders(folder))) {
      builder.add(parts(features, assignment).get(0));
      assertThat(files()).isEmpty();
      assertThatThrownBy(builder::build)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("shard 0 has 61 rows, of which 20 were given");
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void rowsWhoseCleanLabelsAreUnknownHaveNone() {
    ShardAssignment assignment = assignment(1);
    List<Shard> parts =
        parts(Features.of(numbers(ROWS * 7), ROWS), assignment).stream()
            .map(
                p ->
                    new Shard(
                        p.index(),
                        p.ids(),
                        p.ranks(),
                        p.features(),
                        p.labels(),
                        new int[0],
                        p.logits_K(),
                        p.viewLogits_VK()))
            .toList();
    assertSame(ShardPacking.join(0, parts, 2), build(0, assignment, parts));
  }

  @Test
  void aShardWithoutRowsIsTheSameAsOnTheHeap() {
    ShardAssignment assignment = ShardAssignment.of(new long[] {4, 9}, 3, 1);
    try (MappedShardBuilder builder = builder(2, assignment, folders(folder))) {
      Shard empty = builder.build();
      assertThat(empty.rows()).isZero();
      assertThat(empty.width()).isZero();
      assertThat(empty.teachers()).isEqualTo(2);
    }
  }

  @Test
  void foldersThatCannotBeWrittenToAreLeftOut() throws IOException {
    Path missing = folder.resolve("missing");
    Features features = Features.of(numbers(ROWS * 7), ROWS);
    ShardAssignment assignment = assignment(1);
    try (MappedShardBuilder builder = builder(0, assignment, folders(missing, folder))) {
      parts(features, assignment).forEach(builder::add);
      assertThat(builder.build().features().floats()).isEqualTo(features.floats());
    }
  }

  @Test
  void withoutAFolderTheErrorSaysWhatIsThereAndWhatToDo() throws IOException {
    Path missing = folder.resolve("missing");
    Path file = Files.createFile(folder.resolve("file"));
    Features features = Features.of(numbers(ROWS * 7), ROWS);
    ShardAssignment assignment = assignment(1);
    try (MappedShardBuilder builder = builder(0, assignment, folders(missing, file))) {
      Shard part = parts(features, assignment).get(0);
      assertThatThrownBy(() -> builder.add(part))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("Cannot keep a shard on the local disk: found " + missing)
          .hasMessageContaining("(no folder)")
          .hasMessageContaining("expected a folder that can be written to")
          .hasMessageContaining("spark.local.dir")
          .hasMessageContaining("cluster.shards = heap");
    }
  }

  @Test
  void aDiskThatIsTooSmallIsToldBeforeAnythingIsWritten() {
    SegmentFolders small = new SegmentFolders(List.of(folder.toString()), SEGMENT_BYTES);
    assertThatThrownBy(() -> small.place(0, Long.MAX_VALUE))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("found " + folder + " (")
        .hasMessageContaining("GiB free); expected a folder that can be written to with");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toString).toList();
    }
  }

  private List<Shard> shards(Features features, int shards, boolean mapped) {
    ShardAssignment assignment = assignment(shards);
    List<Shard> parts = new ArrayList<>(parts(features, assignment));
    Collections.reverse(parts);
    List<Shard> all = new ArrayList<>();
    for (int s = 0; s < shards; s++) {
      int shard = s;
      List<Shard> own = parts.stream().filter(p -> p.index() == shard).toList();
      all.add(mapped ? build(shard, assignment, own) : ShardPacking.join(shard, own, 2));
    }
    return all;
  }

  private Shard build(int shard, ShardAssignment assignment, List<Shard> parts) {
    try (MappedShardBuilder builder = builder(shard, assignment, folders(folder))) {
      parts.forEach(builder::add);
      return builder.build();
    }
  }

  private static MappedShardBuilder builder(
      int shard, ShardAssignment assignment, SegmentFolders folders) {
    return new MappedShardBuilder(shard, assignment, 2, folders);
  }

  private static SegmentFolders folders(Path... folders) {
    return new SegmentFolders(Stream.of(folders).map(Path::toString).toList(), SEGMENT_BYTES);
  }

  private static ShardAssignment assignment(int shards) {
    return ShardAssignment.of(LongStream.range(0, ROWS).map(i -> 3 * i).toArray(), shards, 5);
  }

  /** Of three blocks; the first teacher has no logits of its own. */
  private static List<Shard> parts(Features features, ShardAssignment assignment) {
    List<Shard> parts = new ArrayList<>();
    int[] ends = {0, 20, 21, ROWS};
    for (int b = 0; b + 1 < ends.length; b++) {
      int[] rows = IntStream.range(ends[b], ends[b + 1]).toArray();
      RowBlock block =
          new RowBlock(
              Split.TRAIN,
              b,
              IntStream.of(rows).mapToLong(i -> 3L * i).toArray(),
              features.select(rows),
              IntStream.of(rows).map(i -> i % CLASSES).toArray(),
              IntStream.of(rows).map(i -> i / 2 % CLASSES).toArray());
      float[] logits = RowArrays.gather(numbers(ROWS * CLASSES), rows, ROWS);
      float[] view = logits.clone();
      view[0] += 1;
      TeacherLogits ofTeachers =
          new TeacherLogits(
              new float[][] {new float[0], logits}, new float[][][] {{new float[0], view}});
      parts.addAll(ShardPacking.deal(block, ofTeachers, assignment, Optional.empty()));
    }
    return parts;
  }

  private static float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) Math.sin(i);
    }
    return numbers;
  }

  private static Shard travelled(Shard shard) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(shard);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Shard) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}

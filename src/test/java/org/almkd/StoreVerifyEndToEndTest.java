package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.almkd.data.LocalSpark;
import org.almkd.storage.Manifest;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.almkd.storage.Sha256;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command that checks a store, on the store of a run of two teachers. */
@Tag("spark")
class StoreVerifyEndToEndTest {
  private static final int STORAGE = 5;
  private static final String TEACHERS =
      "teachers=[{name=big,architecture.hidden=[5]},{name=wide,architecture.hidden=[7]}]";

  @TempDir private Path folder;
  private TinyRun tiny;

  @BeforeAll
  static void startSpark() {
    LocalSpark.session();
  }

  @BeforeEach
  void writeRows() {
    tiny = new TinyRun(folder);
  }

  private void run(String... overrides) {
    Said said = tiny.run(overrides);
    assertThat(said.code()).as(String.join("\n", said.errors())).isZero();
  }

  private Said verify(String... arguments) {
    List<String> all = new ArrayList<>(List.of("store", "verify"));
    all.addAll(List.of(arguments));
    return Said.by(() -> Main.run(all.toArray(String[]::new)));
  }

  private Said verifyStore() {
    return verify("--store", tiny.runs().resolve("store").toString());
  }

  /** Fails with one finding, which says all of this. */
  private void finds(String... says) {
    Said said = verifyStore();
    assertThat(said.code()).as(said.out()).isEqualTo(STORAGE);
    assertThat(said.out()).contains(says).contains(" artefacts, 1 findings");
  }

  private Path manifest(String kind, int number) {
    return tiny.files("/store/" + kind + "/[^/]+/[^/]+[.]manifest[.]json").get(number);
  }

  private static Manifest parse(Path manifest) {
    return Manifest.parse(TinyRun.read(manifest)).orElseThrow();
  }

  private static Path file(Path manifest, ManifestEntry entry) {
    return manifest.resolveSibling(parse(manifest).attempt()).resolve(entry.name());
  }

  /** Changes the content of files and makes the manifest say so. */
  private static void rewrite(Path manifest, String prefix, UnaryOperator<byte[]> change)
      throws IOException {
    Manifest before = parse(manifest);
    List<ManifestEntry> entries = new ArrayList<>();
    for (ManifestEntry entry : before.entries()) {
      if (!entry.name().startsWith(prefix)) {
        entries.add(entry);
        continue;
      }
      byte[] bytes = change.apply(TinyRun.read(file(manifest, entry)));
      Files.write(file(manifest, entry), bytes);
      entries.add(new ManifestEntry(entry.name(), bytes.length, Sha256.of(bytes), entry.rows()));
    }
    Manifest after =
        new Manifest(
            before.formatVersion(),
            before.kind(),
            before.key(),
            before.attempt(),
            entries,
            before.properties());
    Files.write(manifest, after.toBytes());
  }

  private static byte[] with(byte[] parquet, String column, int index, float value) {
    ParquetTable table = ParquetTable.read("table", parquet);
    float[] values = table.floats(column).clone();
    values[index] = value;
    ParquetTable.Builder changed =
        ParquetTable.builder(table.rows()).longs("id", table.longs("id"));
    for (String name : table.names()) {
      if (name.equals("view") || name.equals("label")) {
        changed.ints(name, table.ints(name));
      }
    }
    return changed.floatLists(column, values, table.width(column)).build().toBytes();
  }

  @Test
  void storeOfARunIsSound() {
    run(TEACHERS);
    Said said = verifyStore();
    assertThat(said.code()).as(said.out()).isZero();
    assertThat(said.out())
        .contains("ok   data/", "digest of all rows recomputed")
        .contains("ok   networks/", "60 rows recomputed")
        .contains("store: 5 artefacts, 0 findings");
    Said configured = verify("--config", folder + "/run.conf", TEACHERS, "--sample", "3");
    assertThat(configured.code()).isZero();
    assertThat(configured.out()).contains("9 rows recomputed");
  }

  @Test
  void flippedByteInLogitsIsNamed() throws IOException {
    run();
    Path manifest = manifest("soft-labels", 0);
    Path damaged = file(manifest, parse(manifest).entries().get(0));
    byte[] bytes = TinyRun.read(damaged);
    bytes[bytes.length / 2] ^= 1;
    Files.write(damaged, bytes);
    finds(
        "FAIL soft-labels/" + parse(manifest).key(),
        damaged + ": found SHA-256 " + Sha256.of(bytes),
        "expected " + parse(manifest).entries().get(0).sha256(),
        "delete file:" + damaged.getParent());
  }

  @Test
  void logitsOfAnotherTeacherAreNamedThoughTheManifestIsConsistent() throws IOException {
    run(TEACHERS);
    Path one = manifest("soft-labels", 0);
    Path other = manifest("soft-labels", 1);
    byte[] foreign =
        TinyRun.read(
            file(
                other,
                parse(other).entries().stream()
                    .filter(e -> e.name().startsWith("train"))
                    .findFirst()
                    .orElseThrow()));
    rewrite(one, "train", bytes -> foreign);
    finds(
        "FAIL soft-labels/" + parse(one).key(),
        "train-00000-",
        "for the row with id 0 the logits [",
        "of 40 sampled rows that differ",
        "they are those of the network " + parse(other).properties().get("teacher"),
        "computed anew from the teacher " + parse(one).properties().get("teacher"));
  }

  @Test
  void mixedLogitsAreMixedAnewByTheDoubtsBesideThem() throws IOException {
    run(FOLDS, "method=doubt", "mixing.doubt.refit=never");
    Said said = verifyStore();
    assertThat(said.code()).as(said.out()).isZero();
    assertThat(said.out().split("60 rows recomputed", -1)).hasSize(1 + 3);
    Path mixed =
        tiny.files("/store/soft-labels/[^/]+/[^/]+[.]manifest[.]json").stream()
            .filter(m -> parse(m).properties().containsKey("doubt.digest"))
            .findFirst()
            .orElseThrow();
    rewrite(
        mixed,
        "train",
        bytes -> {
          ParquetTable table = ParquetTable.read("table", bytes);
          float[] logits = table.floats("logits").clone();
          logits[0] += 1;
          return ParquetTable.builder(table.rows())
              .longs("id", table.longs("id"))
              .ints("view", table.ints("view"))
              .floatLists("logits", logits, 3)
              .floats("doubt", table.floats("doubt"))
              .build()
              .toBytes();
        });
    finds(
        "FAIL soft-labels/" + parse(mixed).key(),
        "for the row with id 0 the logits [",
        "computed anew from the teacher " + parse(mixed).properties().get("doubt.seen"));
  }

  private static final String FOLDS = "teacher-defaults.folds=3";

  /** The manifest of soft labels that are out of fold, or of those that are not. */
  private Path softLabels(boolean outOfFold) {
    return tiny.files("/store/soft-labels/[^/]+/[^/]+[.]manifest[.]json").stream()
        .filter(m -> parse(m).properties().containsKey("folds.seed") == outOfFold)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void outOfFoldLogitsAreComputedAnewByTheNetworksOfTheFolds() {
    run(FOLDS);
    Said said = verifyStore();
    assertThat(said.code()).as(said.out()).isZero();
    assertThat(said.out().split("60 rows recomputed", -1)).hasSize(1 + 2);
    assertThat(said.out()).contains("store: 7 artefacts, 0 findings");
  }

  @Test
  void logitsOfTheNetworkThatHasSeenTheRowsAreNamed() throws IOException {
    run(FOLDS);
    Path seen = softLabels(false);
    byte[] foreign =
        TinyRun.read(
            file(
                seen,
                parse(seen).entries().stream()
                    .filter(e -> e.name().startsWith("train"))
                    .findFirst()
                    .orElseThrow()));
    Path unseen = softLabels(true);
    rewrite(unseen, "train", bytes -> foreign);
    finds(
        "FAIL soft-labels/" + parse(unseen).key(),
        "for the row with id 0 the logits [",
        "they are those of the network " + parse(seen).properties().get("teacher"),
        "computed anew from the teacher "
            + parse(unseen).properties().get("teachers").replace(",", ", "));
  }

  @Test
  void meanOfTheFoldsIsComparedForHeldOutRows() throws IOException {
    run(FOLDS);
    rewrite(softLabels(true), "test", bytes -> with(bytes, "logits", 3 * 4 + 1, 9));
    finds("test-00000-", "for the row with id 54 the logits [", "and 1 of 10 sampled rows");
  }

  @Test
  void outOfFoldLogitsWithoutOneOfTheirNetworksAreNotRecomputed() throws IOException {
    run(FOLDS);
    String network = parse(softLabels(true)).properties().get("teachers").split(",", -1)[1];
    for (Path file : tiny.files("/store/networks/" + network + "/.*")) {
      Files.delete(file);
    }
    Said said = verifyStore();
    assertThat(said.code()).as(said.out()).isZero();
    assertThat(said.out())
        .contains(parse(softLabels(true)).key())
        .contains("no row recomputed: its teacher or rows are not in this store");
  }

  /** Changes the seed of the folds in a manifest, which stays whole. */
  private static void setFoldsSeed(Path manifest, String value) throws IOException {
    Manifest before = parse(manifest);
    Map<String, String> properties = new TreeMap<>(before.properties());
    properties.put("folds.seed", value);
    Manifest after =
        new Manifest(
            before.formatVersion(),
            before.kind(),
            before.key(),
            before.attempt(),
            before.entries(),
            properties);
    Files.write(manifest, after.toBytes());
  }

  @Test
  void otherFoldsThanThoseOfTheKeyAreNamed() throws IOException {
    run(FOLDS);
    setFoldsSeed(softLabels(true), "1");
    Said said = verifyStore();
    assertThat(said.code()).as(said.out()).isEqualTo(STORAGE);
    assertThat(said.out())
        .contains("FAIL soft-labels/" + parse(softLabels(true)).key())
        .contains("found the key " + parse(softLabels(true)).key())
        .contains("the digest of the teacher and the rows that its manifest names");
  }

  @Test
  void foldsThatAreNoNumbersAreNamed() throws IOException {
    run(FOLDS);
    setFoldsSeed(softLabels(true), "x");
    Said said = verifyStore();
    assertThat(said.code()).isEqualTo(STORAGE);
    assertThat(said.errors().toString() + said.out())
        .contains("its manifest says of the folds", "expected whole numbers");
  }

  @Test
  void oneChangedLogitIsNamedWithItsRow() throws IOException {
    run();
    rewrite(manifest("soft-labels", 0), "test", bytes -> with(bytes, "logits", 3 * 4 + 1, 9));
    finds("test-00000-", "for the row with id 54 the logits [", "and 1 of 10 sampled rows");
  }

  @Test
  void logitThatIsNoNumberIsNamed() throws IOException {
    run();
    rewrite(manifest("soft-labels", 0), "test", bytes -> with(bytes, "logits", 0, Float.NaN));
    finds("for the row with id 50 the logits [NaN, ", "and 1 of 10 sampled rows");
  }

  @Test
  void importedLogitsAreComparedWithWhatWasImported() throws IOException {
    StringBuilder logits = new StringBuilder("id,logits0,logits1,logits2\n");
    for (int id = 0; id < TinyRun.ROWS; id++) {
      logits.append(id).append(",1,").append(id).append(",3\n");
    }
    tiny.write("logits.csv", logits.toString());
    run("teachers=[{name=big,source=logits,logits.path=\"%s/logits.csv\"}]".formatted(folder));
    assertThat(verifyStore().code()).isZero();
    rewrite(manifest("soft-labels", 0), "train", bytes -> with(bytes, "logits", 3 * 7 + 1, 8));
    finds("for the row with id 7 the logits [1.0, 8.0, 3.0]", "expected [1.0, 7.0, 3.0]");
  }

  @Test
  void changedFeatureIsFoundByTheDigest() throws IOException {
    run("teachers=[]", "method=labels");
    Path manifest = manifest("data", 0);
    rewrite(manifest, "train", bytes -> with(bytes, "features", 5, 1));
    finds(
        "FAIL data/" + parse(manifest).key(),
        "found rows of the digest ",
        "expected " + parse(manifest).properties().get("digest"));
  }

  @Test
  void missingFileAndCutOffManifestAreNamed() throws IOException {
    run("teachers=[]", "method=labels");
    Path manifest = manifest("data", 0);
    Path gone = file(manifest, parse(manifest).entries().get(0));
    Files.delete(gone);
    finds(gone + ": found no such file");
    byte[] whole = TinyRun.read(manifest);
    Files.write(manifest, java.util.Arrays.copyOf(whole, whole.length / 2));
    finds(manifest + ": found a manifest that is cut off, altered, or of another artefact");
  }

  @Test
  void logitsAreNotBlamedForADamagedTeacherOrUnreadableRows() throws IOException {
    run();
    Path networks = manifest("networks", 0);
    for (ManifestEntry entry : parse(networks).entries()) {
      if (entry.name().endsWith(".zip")) {
        byte[] bytes = TinyRun.read(file(networks, entry));
        bytes[bytes.length / 2] ^= 1;
        Files.write(file(networks, entry), bytes);
      }
    }
    Path data = manifest("data", 0);
    ManifestEntry block =
        parse(data).entries().stream()
            .filter(entry -> entry.name().startsWith("test"))
            .findFirst()
            .orElseThrow();
    Files.delete(file(data, block));
    // A folder in its place is there and cannot be read.
    Files.createDirectory(file(data, block));
    Said said = verifyStore();
    assertThat(said.code()).as(said.out()).isEqualTo(STORAGE);
    assertThat(said.out())
        .contains("FAIL data/", "content that cannot be checked (Cannot read ")
        .contains("FAIL networks/", "delete file:" + networks.getParent())
        .contains("FAIL soft-labels/", "expected rows and a teacher to check it against")
        .contains("     keep it: mend what it is checked against")
        .contains("store: 3 artefacts")
        .doesNotContain("delete file:" + manifest("soft-labels", 0).getParent());
  }

  @Test
  void folderWithoutArtefactsIsAMistake() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("photos/2020/may"));
    Said said = verify("--store", folder + "/photos");
    assertThat(empty).exists();
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains("found no artefact in file:" + folder + "/photos");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "store | found no command; expected one of verify",
        "store verify | found no store; expected --config RUN.conf or --store DIR",
        "store verify --store /no/such/folder | found no folder /no/such/folder",
        "store verify --store a --config b | found both a run file and --store",
        "store verify --store a --sample -1 | --sample = -1; expected a number of at least 0",
        "store verify --store a --sample x | --sample"
      })
  void badArgumentsAreExplained(String line, String says) {
    Said said = Said.by(() -> Main.run(line.split(" ")));
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.err()).contains(says, "Usage: almkd store").doesNotContain("Exception");
  }
}

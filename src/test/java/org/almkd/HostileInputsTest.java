package org.almkd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.almkd.config.InvalidConfigException;
import org.almkd.data.InputShape;
import org.almkd.data.InvalidDataException;
import org.almkd.model.NativeRuntime;
import org.almkd.model.ZippedNetwork;
import org.almkd.report.RunFolder;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Manifest;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.RunAttempts;
import org.almkd.storage.Sha256;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.almkd.storage.StoreEntry;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

/**
 * Malformed and hostile inputs of command line, configuration, store, status and networks: each is
 * refused by its name and with its exit code, nothing that it names is made or run, and no file is
 * lost. Those of data files are in HostileFilesTest.
 */
class HostileInputsTest {
  private static final int CONFIG = 2;
  private static final int DATA = 3;
  private static final int INPUTS = 4;
  private static final int CLASSES = 3;
  private static final long HUGE_FILE = 100L << 20;

  private static byte[] network;

  @TempDir private Path folder;

  /** Of the network: a matrix and biases. */
  private static final int WEIGHTS = (INPUTS + 1) * CLASSES;

  private TinyRun tiny;
  private Storage storage;
  private Option<SparkSession> before;

  @BeforeAll
  static void writeANetwork() throws IOException {
    NativeRuntime.prepare(1);
    MultiLayerNetwork plain =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder().nIn(INPUTS).nOut(CLASSES).build())
                .build());
    plain.init();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(plain, bytes, false);
    network = bytes.toByteArray();
  }

  @BeforeEach
  void prepare() {
    tiny = new TinyRun(folder);
    storage = new Storage(new Configuration(false));
    Gadget.MADE.set(false);
    before = SparkSession.getDefaultSession();
    SparkSession.clearDefaultSession();
    SparkSession.clearActiveSession();
  }

  @AfterEach
  void nothingWasMade() {
    boolean started = SparkSession.getDefaultSession().isDefined();
    if (before.isDefined()) {
      SparkSession.setDefaultSession(before.get());
    }
    assertThat(started).as("Spark was started").isFalse();
    assertThat(Gadget.MADE).isFalse();
  }

  static Stream<Arguments> commandLines() {
    String name = "expected letters, digits, '.', '_' and '-', not beginning with '.'";
    return Stream.of(
        Arguments.of("path above as run id", "run.id=../../x", "run.id = \"../../x\"; " + name),
        Arguments.of("absolute run id", "run.id=/etc/x", "run.id = \"/etc/x\"; " + name),
        Arguments.of("hidden run id", "run.id=..", "run.id = \"..\"; " + name),
        Arguments.of("NUL in a run id", "run.id=\"a\\u0000b\"", name),
        Arguments.of("line end in a run id", "run.id=\"a\\nb\"", name),
        Arguments.of("address as run id", "run.id=\"s3a://x\"", name),
        Arguments.of(
            "endless run id", "run.id=" + "x".repeat(5000), "expected at most 200 characters"),
        Arguments.of("shell command as name", "run.name=$(touch gadget)", name),
        Arguments.of("Spark's own key", "spark.master=local", "unknown key spark ("),
        Arguments.of("Java's own key", "java.io.tmpdir=/x", "unknown key java ("),
        Arguments.of("credential as key", "fs.s3a.secret.key=hunter2", "unknown key fs ("),
        Arguments.of(
            "credential in an address",
            "run.dir=\"s3a://key:hunter2@bucket/x\"",
            "s3a://***@bucket/x"),
        Arguments.of(
            "credential of the environment",
            "run.dir=${ALMKD_TEST_SECRET}",
            "found ${ALMKD_TEST_SECRET}; expected no credential in a configuration"),
        Arguments.of("number beyond all", "train.learning-rate.initial=1e400", "expected a number"),
        Arguments.of("no number", "train.learning-rate.initial=NaN", "expected a number"),
        Arguments.of("endless epochs", "train.epochs=9223372036854775808", "train.epochs"),
        Arguments.of(
            "endless bins",
            "evaluate.calibration-bins=2147483647",
            "evaluate.calibration-bins = 2147483647; expected a whole number"),
        Arguments.of("endless parts", "data.partitions=2147483647", "data.partitions = 2147483647"),
        Arguments.of("endless classes", "data.classes=2147483647", "a whole number from 2 to"),
        Arguments.of(
            "endless threads",
            "cluster.threads-per-replica=2147483647",
            "cluster.threads-per-replica = 2147483647; expected"),
        Arguments.of(
            "endless layer",
            "student.architecture.hidden=[2147483647]",
            "expected at most 1000000 units a layer"),
        Arguments.of(
            "layers with endless weights between them",
            "student.architecture.hidden=[100000,100000]",
            "at most 2^31 - 1 weights between two layers"),
        Arguments.of("file of arguments", "@/etc/hostname", "'@/etc/hostname'"),
        Arguments.of("negative size", "train.batch-size=-1", "train.batch-size = -1; expected"),
        Arguments.of(
            "deep value", "teachers=" + "[".repeat(200_000), "nested too deeply to be read"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("commandLines")
  void argumentIsRefused(String what, String argument, String says) {
    Map<String, String> files = files();
    String message = tiny.fails(CONFIG, List.of(argument), says);
    assertThat(message).doesNotContain("hunter2", "not-to-be-shown");
    assertThat(files()).as("files").isEqualTo(files);
    assertThat(Path.of("gadget")).doesNotExist();
  }

  static Stream<Arguments> linesWithCredentials() {
    String address = "s3a://AKIA:hunter2@bucket/x.conf";
    return Stream.of(
        line("distill", "--config", address),
        line("distill", "--config=" + address),
        line("predict", "--config", "run.conf", "--overlay", address),
        line("evaluate", address),
        line("sweep", address),
        line("sweep", "--config", address, "--dry-run"),
        line("doctor", "--config", address),
        line("report", "--run", address),
        line("report", "--run", "runs/a", "--out", address),
        line("audit", "--run", "runs/a", "run.dir=" + address),
        line("lemma", "--run=" + address),
        line("store", "verify", "--store", address),
        line("store", "vacuum", "--store", "store", "--runs", address),
        line("distill", "--confg=" + address),
        line(address));
  }

  private static Arguments line(String... words) {
    return Arguments.of((Object) words);
  }

  @ParameterizedTest
  @MethodSource("linesWithCredentials")
  void credentialOnACommandLineIsRefusedAndNotRepeated(String[] words) {
    Map<String, String> files = files();
    Said said = Said.by(() -> Main.run(words));
    assertThat(said.code()).isEqualTo(CONFIG);
    assertThat(TinyRun.onlyError(said))
        .contains("s3a://***@bucket/x.conf", "set up Hadoop's credential providers")
        .doesNotContain("hunter2", "AKIA");
    assertThat(files()).isEqualTo(files);
  }

  /** Whatever brings an address there: a default of core-site.xml, a table's list of files. */
  @Test
  void credentialIsInNoMessageOfAFailure() {
    String found = "Cannot read s3a://AKIA:hunter2@bucket/x";
    IOException cause = new IOException(found);
    List<Throwable> failures =
        List.of(
            new StorageException(found),
            new StorageException(found, cause),
            new InvalidDataException(found, "line 1: " + found),
            new InvalidConfigException(List.of(found, found)));
    assertThat(failures)
        .extracting(Throwable::getMessage)
        .allSatisfy(
            message -> assertThat(message).contains("s3a://***@bucket").doesNotContain("hunter2"));
  }

  static Stream<Arguments> runFiles() {
    String include = "a configuration is one file; copy the keys of";
    return Stream.of(
        Arguments.of("include of a file", text("include \"/etc/passwd\""), include),
        Arguments.of("include of a named file", text("include file(\"/etc/passwd\")"), include),
        Arguments.of(
            "include that must be there", text("include required(file(\"/etc/passwd\"))"), include),
        Arguments.of(
            "include of a URL", text("include url(\"http://127.0.0.1:1/x.conf\")"), include),
        Arguments.of(
            "include of the class path", text("include classpath(\"reference.conf\")"), include),
        Arguments.of(
            "deep blocks",
            text("a=" + "{a=".repeat(100_000) + "1" + "}".repeat(100_000)),
            "nested too deeply to be read"),
        Arguments.of(
            "chain that doubles",
            text("run.id=xxxxxxxxxxxxxxxx\n" + "run.id=${run.id}${run.id}\n".repeat(40)),
            "found 80 substitutions ${...} of other keys, which could grow without bounds"),
        Arguments.of(
            "blocks that double",
            text(
                "x0={a=1}\n"
                    + IntStream.rangeClosed(1, 40)
                        .mapToObj(i -> "x%d={a=${x%d},b=${x%d}}".formatted(i, i - 1, i - 1))
                        .collect(Collectors.joining("\n"))),
            "found 80 substitutions ${...} of other keys"),
        Arguments.of(
            "number of a million digits",
            text("train.epochs = " + "9".repeat(1_000_000)),
            "train.epochs"),
        Arguments.of(
            "endless key",
            text("x".repeat(1_000_000) + " = 1"),
            "unknown key " + "x".repeat(100) + "..."),
        Arguments.of(
            "a hundred thousand keys",
            text(
                IntStream.range(0, 100_000)
                    .mapToObj(i -> "k%d = 1".formatted(i))
                    .collect(Collectors.joining("\n"))),
            "unknown key k99999"),
        Arguments.of("no text", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 1, 2, 3}, "run.conf: "),
        Arguments.of(
            "data by mistake", new byte[5 << 20], "found 5242880 bytes; expected a file of keys"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runFiles")
  void runFileIsRefused(String what, byte[] content, String says) {
    tiny.write("run.conf", content);
    Map<String, String> files = files();
    tiny.fails(CONFIG, List.of(), says);
    assertThat(files()).as("files").isEqualTo(files);
  }

  /** A pipe has no length, and passed for an empty file: nothing of it counted. */
  @Test
  void runFileThatIsAPipeIsRefused() throws IOException, InterruptedException {
    Path file = folder.resolve("run.conf");
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    tiny.fails(CONFIG, List.of(), "found no regular file", "write it to a file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:1/x.csv", "HTTPS://127.0.0.1:1/x.csv"})
  void nothingIsFetchedFromTheWeb(String address) {
    assertThatThrownBy(() -> storage.open(address))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("found an address of the web; expected a path");
  }

  @Test
  void variableThatIsNoCredentialMayReplaceAValue() {
    String message =
        tiny.fails(CONFIG, List.of("run.dir=${HOME}", "train.epochs=-1"), "train.epochs");
    assertThat(message).doesNotContain("HOME", "run.dir");
  }

  @Test
  void runFileOfHundredMegabytesIsNotRead() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(folder.resolve("run.conf").toFile(), "rw")) {
      file.setLength(HUGE_FILE);
    }
    tiny.fails(CONFIG, List.of(), "found 104857600 bytes; expected a file of keys in HOCON");
  }

  static Stream<Arguments> statuses() {
    return Stream.of(
        Arguments.of("not JSON", text("\u0000\u0001")),
        Arguments.of("deep JSON", text("[".repeat(1_000_000))),
        Arguments.of("other types", text("{\"runId\": [1], \"state\": {\"a\": 1}}")),
        Arguments.of("unknown state", text("{\"runId\": \"a\", \"state\": \"WON\"}")),
        Arguments.of(
            "no time",
            text("{\"runId\": \"a\", \"state\": \"RUNNING\", \"heartbeat\": \"yesterday\"}")),
        Arguments.of("number beyond all", text("{\"exitCode\": 1" + "0".repeat(5000) + "}")),
        Arguments.of("huge file", new byte[2 << 20]));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statuses")
  void statusThatIsNoneSaysNothing(String what, byte[] content) throws IOException {
    Path run = Files.createDirectories(folder.resolve("runs/a"));
    Files.write(run.resolve("status.json"), content);
    Map<String, String> files = files();
    assertThat(new RunFolder(storage, run.toString()).lastStatus()).isEmpty();
    assertThat(files()).isEqualTo(files);
  }

  /** Of more bytes than an array of Java can hold. */
  @Test
  void whatIsTooLongToBeAManifestAStatusOrAnAttemptIsNotRead() throws IOException {
    String key = Sha256.of("key");
    String attempt = "20260101T000000000-0123456789ab";
    sparse("store/data/" + key + "/" + attempt + ".manifest.json");
    sparse("runs/a/run.manifest.json");
    sparse("runs/a/status.json");
    sparse("runs/a/attempts/000001-" + attempt + ".json");
    ArtefactStore store = new ArtefactStore(storage, folder + "/store");
    assertThat(store.find("data", key)).isEmpty();
    assertThat(store.attempts("data", key)).isEmpty();
    assertThat(StoreEntry.all(store).get(0).published()).isEmpty();
    RunFolder run = new RunFolder(storage, folder + "/runs/a");
    assertThat(run.isFinished()).isFalse();
    assertThat(run.lastStatus()).isEmpty();
    assertThat(new RunAttempts(storage, run.path()).owner()).isEmpty();
  }

  /** A file without blocks: it takes no room. */
  private void sparse(String name) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(3L << 30);
    }
  }

  static Stream<Arguments> entryNames() {
    return Stream.of(
        Arguments.of("../../outside"),
        Arguments.of("/etc/passwd"),
        Arguments.of("a/../../outside"),
        Arguments.of("s3a://bucket/x"),
        Arguments.of("file:/etc/passwd"),
        Arguments.of("a\\..\\b"),
        Arguments.of("a\nb"),
        Arguments.of(""));
  }

  @ParameterizedTest(name = "name [{0}]")
  @MethodSource("entryNames")
  void manifestThatNamesOtherFilesIsNone(String name) throws IOException {
    assertNoManifest(manifest("attempt", name, 3, "0".repeat(64)));
  }

  @Test
  void manifestOfAnotherFolderIsNone() throws IOException {
    assertNoManifest(manifest("../../outside", "a", 3, "0".repeat(64)));
  }

  @Test
  void manifestOfImpossibleSizesIsNone() throws IOException {
    assertNoManifest(manifest("attempt", "a", -1, "0".repeat(64)));
    String huge =
        new String(manifest("attempt", "a", 7, "0".repeat(64)), UTF_8)
            .replace("\"bytes\" : 7", "\"bytes\" : 99999999999999999999");
    assertNoManifest(resealed(huge));
  }

  @Test
  void manifestOfAnImpossibleDigestOrANameTwiceIsNone() throws IOException {
    assertNoManifest(manifest("attempt", "a", 3, "x"));
    ManifestEntry entry = new ManifestEntry("a", 3, "0".repeat(64), 0);
    assertNoManifest(
        new Manifest(
                Manifest.FORMAT_VERSION, "data", "key", "attempt", List.of(entry, entry), Map.of())
            .toBytes());
  }

  @Test
  void manifestOfDeepJsonIsNone() throws IOException {
    assertNoManifest(text("{\"manifest\":" + "[".repeat(1_000_000)));
  }

  /** A store skips it with a warning that names it, and reads and removes nothing that it names. */
  private void assertNoManifest(byte[] content) throws IOException {
    assertThat(Manifest.parse(content)).isEmpty();
    Path key = Files.createDirectories(folder.resolve("store/data/key"));
    Files.writeString(folder.resolve("outside"), "abc");
    Files.write(key.resolve("a.manifest.json"), content);
    Map<String, String> files = files();
    Optional<?>[] found = new Optional<?>[1];
    Said said =
        Said.by(
            () -> {
              found[0] =
                  new ArtefactStore(storage, folder.resolve("store").toString())
                      .find("data", "key");
              return 0;
            });
    assertThat(found[0]).isEmpty();
    assertThat(said.warnings())
        .singleElement()
        .asString()
        .contains("skipped file:" + key + "/a.manifest.json: it is not a whole manifest");
    assertThat(files()).isEqualTo(files);
  }

  private static byte[] manifest(String attempt, String name, long bytes, String sha256) {
    List<ManifestEntry> entries = List.of(new ManifestEntry(name, bytes, sha256, 0));
    return new Manifest(Manifest.FORMAT_VERSION, "data", "key", attempt, entries, Map.of())
        .toBytes();
  }

  /** A manifest that was changed, with a hash that fits. */
  private static byte[] resealed(String text) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode file = (ObjectNode) json.readTree(text);
    file.put("sha256", Sha256.of(file.path("manifest").toString()));
    return json.writeValueAsBytes(file);
  }

  @Test
  void folderOfAnotherRunIsRefused() throws IOException {
    RunFolder old = new RunFolder(storage, folder + "/runs/old");
    old.write("summary.txt", "the other's\n");
    old.finish("old");
    Files.createSymbolicLink(folder.resolve("runs/new"), folder.resolve("runs/old"));
    Map<String, String> files = files();
    assertThat(old.isFinished()).isTrue();
    RunFolder linked = new RunFolder(storage, folder + "/runs/new");
    assertThatThrownBy(linked::isFinished)
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("found the results of the run old there; expected those of new");
    assertThat(Failures.exitCode(new InvalidConfigException(List.of()))).isEqualTo(CONFIG);
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void whatALinkLeadsToIsNotRemovedWithIt() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.writeString(outside.resolve("kept"), "abc");
    Path run = Files.createDirectories(folder.resolve("runs/a"));
    Files.createSymbolicLink(run.resolve("lambdas"), outside);
    storage.delete(run + "/lambdas");
    assertThat(run.resolve("lambdas")).doesNotExist();
    assertThat(outside.resolve("kept")).hasContent("abc");
  }

  @Test
  void linkThatLeadsNowhereIsNamed() throws IOException {
    Path loop = folder.resolve("runs");
    Files.createSymbolicLink(loop, loop);
    assertThatThrownBy(() -> new RunFolder(storage, loop + "/a").write("x", "y"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Cannot write file:" + loop + "/a/x");
  }

  static Stream<Arguments> networks() throws IOException {
    String config = configuration();
    return Stream.of(
        Arguments.of(
            "zip bomb",
            with(Map.of(ModelSerializer.UPDATER_BIN, new byte[80 << 20])),
            "found updaterState.bin, which grows to more than 20 times"),
        Arguments.of(
            "file above the zip",
            with(Map.of("../../.bashrc", text("x"))),
            "found the file '../../.bashrc' in it; expected none but"),
        Arguments.of(
            "object of Java",
            with(Map.of(ModelSerializer.PREPROCESSOR_BIN, gadget())),
            "found preprocessor.bin, which is read by Java's serialization"),
        Arguments.of(
            "object beside the network",
            with(Map.of("objects/x", gadget())),
            "found the file 'objects/x' in it"),
        Arguments.of(
            "class of a layer",
            withConfiguration(
                config.replace(
                    "org.deeplearning4j.nn.conf.layers.OutputLayer", Gadget.class.getName())),
            "its configuration names the class 'org.almkd.Gadget'"),
        Arguments.of(
            "class of an activation",
            withConfiguration(
                config.replaceFirst(
                    "org\\.nd4j\\.linalg\\.activations\\.impl\\.\\w+", Gadget.class.getName())),
            "its configuration names the class 'org.almkd.Gadget'"),
        Arguments.of(
            "class that looks like one of DL4J's",
            withConfiguration(
                config.replace(
                    "org.deeplearning4j.nn.conf.layers.OutputLayer",
                    "org.deeplearning4j.nn.config.Evil")),
            "its configuration names the class 'org.deeplearning4j.nn.config.Evil'"),
        Arguments.of(
            "class that is not there",
            withConfiguration(config.replace("conf.layers.OutputLayer", "conf.layers.NoSuchLayer")),
            "Cannot use the network big: "),
        Arguments.of(
            "class of a normaliser",
            with(Map.of(ModelSerializer.NORMALIZER_BIN, customNormalizer())),
            "its normaliser is read by the class 'org.almkd.Gadget'"),
        Arguments.of(
            "more weights than memory",
            with(Map.of(ModelSerializer.COEFFICIENTS_BIN, endless(0))),
            "an array of its weights claims 1152921504606846976 numbers of type FLOAT"),
        Arguments.of(
            "no weights",
            with(Map.of(ModelSerializer.NO_PARAMS_MARKER, new byte[0])),
            "found the file 'noParams.marker' in it"),
        Arguments.of(
            "weights left out",
            without(ModelSerializer.COEFFICIENTS_BIN),
            "found no coefficients.bin in it"),
        Arguments.of(
            "more means than memory",
            with(Map.of(ModelSerializer.NORMALIZER_BIN, normalizer("STANDARDIZE", endless(0)))),
            "an array of its normaliser claims 1152921504606846976 numbers of type FLOAT"),
        Arguments.of(
            "more deviations than memory",
            with(Map.of(ModelSerializer.NORMALIZER_BIN, normalizer("STANDARDIZE", endless(1)))),
            "an array of its normaliser claims 1152921504606846976 numbers of type FLOAT"),
        Arguments.of(
            "more ranges than memory",
            with(Map.of(ModelSerializer.NORMALIZER_BIN, normalizer("MIN_MAX", endless(1)))),
            "an array of its normaliser claims 1152921504606846976 numbers of type FLOAT"),
        Arguments.of(
            "normaliser of several inputs",
            with(
                Map.of(
                    ModelSerializer.NORMALIZER_BIN, normalizer("MULTI_STANDARDIZE", endless(0)))),
            "its normaliser is of type 'MULTI_STANDARDIZE'; expected one of"),
        Arguments.of(
            "deep JSON",
            withConfiguration("[".repeat(1_000_000)),
            "its configuration.json is no JSON"),
        Arguments.of(
            "class named twice",
            withConfiguration(
                config.replace(
                    "\"org.deeplearning4j.nn.conf.layers.OutputLayer\"",
                    "\"%s\", \"@class\" : \"org.deeplearning4j.nn.conf.layers.OutputLayer\""
                        .formatted(Gadget.class.getName()))),
            "its configuration.json is no JSON (Duplicate field '@class'"),
        Arguments.of(
            "wide JSON",
            withConfiguration("[" + "{},".repeat(1_000_000) + "{}]"),
            "found more than 1000000 values and names in its configuration.json"),
        Arguments.of(
            "weights that are no numbers",
            with(Map.of(ModelSerializer.COEFFICIENTS_BIN, row(WEIGHTS, Float.NaN))),
            "its weights hold NaN or Infinity"),
        Arguments.of(
            "fewer weights than their shape says",
            with(Map.of(ModelSerializer.COEFFICIENTS_BIN, row(1, 0))),
            "an array of its weights has 1 numbers, and a shape for others"),
        Arguments.of("no zip", text("PK\u0003\u0004 not at all"), "Cannot use the network big: "),
        Arguments.of("nothing", new byte[0], "found no configuration.json in it"),
        Arguments.of("a configuration twice", twice(), "found configuration.json twice"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void networkIsRefused(String what, byte[] zip, String says) {
    assertThatThrownBy(() -> ZippedNetwork.load("big", zip, new InputShape.Flat(INPUTS), CLASSES))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageStartingWith("Cannot use the network big: ")
        .hasMessageContaining(says)
        .satisfies(failure -> assertThat(Failures.exitCode(failure)).isEqualTo(DATA));
  }

  /** What the cases above are made of is itself a network, and their attacks are real. */
  @Test
  void withoutTheChecksTheyWouldWork() throws IOException {
    assertThat(ZippedNetwork.load("big", network, new InputShape.Flat(INPUTS), CLASSES))
        .isNotNull();
    byte[] attack = with(Map.of(ModelSerializer.PREPROCESSOR_BIN, gadget()));
    assertThatThrownBy(
            () -> ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(attack), false))
        .isInstanceOf(ClassCastException.class);
    assertThat(Gadget.MADE).isTrue();
    Gadget.MADE.set(false);
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static String configuration() throws IOException {
    return new String(entries().get(ModelSerializer.CONFIGURATION_JSON), UTF_8);
  }

  private static byte[] gadget() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(Gadget.quiet());
    }
    return bytes.toByteArray();
  }

  private static byte[] customNormalizer() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF("NORMALIZER");
      out.writeInt(1);
      out.writeUTF("CUSTOM");
      out.writeUTF(Gadget.class.getName());
    }
    return bytes.toByteArray();
  }

  /** A normaliser of features alone, with these arrays. */
  private static byte[] normalizer(String type, byte[] arrays) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF("NORMALIZER");
      out.writeInt(1);
      out.writeUTF(type);
      out.writeBoolean(false);
      out.write(new byte[type.equals("MIN_MAX") ? 2 * Double.BYTES : 0]);
      out.write(arrays);
    }
    return bytes.toByteArray();
  }

  /** So many equal numbers under the shape of a row of all weights. */
  private static byte[] row(int length, float number) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF("LONG_SHAPE");
      out.writeLong(8);
      out.writeUTF("LONG");
      for (long value : new long[] {2, 1, WEIGHTS, WEIGHTS, 1, 8192, 1, 99}) {
        out.writeLong(value);
      }
      out.writeUTF("LONG_SHAPE");
      out.writeLong(length);
      out.writeUTF("FLOAT");
      for (int i = 0; i < length; i++) {
        out.writeFloat(number);
      }
    }
    return bytes.toByteArray();
  }

  /** What the cases above are refused for is not their form. */
  @Test
  void weightsOfTheRightShapeAreTaken() throws IOException {
    byte[] zip = with(Map.of(ModelSerializer.COEFFICIENTS_BIN, row(WEIGHTS, 0.5f)));
    assertThat(ZippedNetwork.load("big", zip, new InputShape.Flat(INPUTS), CLASSES).parameters())
        .isEqualTo(WEIGHTS);
  }

  /** So many arrays of one number, then one of 2^60, of which none follows. */
  private static byte[] endless(int before) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (int array = 0; array <= before; array++) {
        // The shape of a row vector.
        out.writeUTF("LONG_SHAPE");
        out.writeLong(8);
        out.writeUTF("LONG");
        for (long value : new long[] {2, 1, array < before ? 1 : 15, 1, 1, 8192, 1, 99}) {
          out.writeLong(value);
        }
        out.writeUTF("LONG_SHAPE");
        out.writeLong(array < before ? 1 : 1L << 60);
        out.writeUTF("FLOAT");
        out.write(new byte[array < before ? Float.BYTES : 0]);
      }
    }
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> entries() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(network))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] with(Map<String, byte[]> more) throws IOException {
    Map<String, byte[]> entries = entries();
    entries.putAll(more);
    return zip(entries);
  }

  private static byte[] without(String file) throws IOException {
    Map<String, byte[]> entries = entries();
    entries.remove(file);
    return zip(entries);
  }

  private static byte[] withConfiguration(String json) throws IOException {
    return with(Map.of(ModelSerializer.CONFIGURATION_JSON, text(json)));
  }

  /** Java's writer refuses a name twice, so the second is renamed in the bytes. */
  private static byte[] twice() throws IOException {
    byte[] zip = with(Map.of("configuratioN.json", text("{}")));
    String chars = new String(zip, ISO_8859_1);
    return chars.replace("configuratioN.json", "configuration.json").getBytes(ISO_8859_1);
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** Digests of all files below the test's folder. */
  private Map<String, String> files() {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : found.toList()) {
        boolean regular = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        digests.put(file.toString(), regular ? Sha256.of(Files.readAllBytes(file)) : "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return digests;
  }
}

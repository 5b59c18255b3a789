package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.almkd.data.LocalSpark;
import org.almkd.storage.ParquetTable;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Teachers from elsewhere that do not fit the rows end the job with exit code 3. */
@Tag("spark")
class TeacherErrorsEndToEndTest {
  private static final int DATA = 3;

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

  @Test
  void teachersThatFitMakeARun() {
    tiny.write("teacher.zip", zip(4, 3, Activation.SOFTMAX, LossFunction.MCXENT));
    tiny.write("logits.csv", logits(3, id -> true));
    Said said =
        tiny.run(
            "teachers=[{name=a,source=dl4j,dl4j.path=\"%1$s/teacher.zip\"},{name=b,source=logits,logits.path=\"%1$s/logits.csv\"}]"
                .formatted(folder));
    assertThat(said.errors()).isEmpty();
    assertThat(said.code()).isZero();
  }

  @Test
  void teacherWithOtherClassesIsRefused() {
    tiny.write("teacher.zip", zip(4, 5, Activation.SOFTMAX, LossFunction.MCXENT));
    tiny.failsInItsFolder(
        DATA,
        zipped(),
        "Cannot use the network "
            + folder
            + "/teacher.zip of teacher big: found 5 classes; the data has 3");
  }

  @Test
  void teacherWithOtherInputsIsRefused() {
    tiny.write("teacher.zip", zip(6, 3, Activation.SOFTMAX, LossFunction.MCXENT));
    tiny.failsInItsFolder(
        DATA,
        zipped(),
        "teacher.zip of teacher big: it takes 6 features; the data has 4; use the columns that it was trained on");
  }

  @Test
  void teacherWithSigmoidOutputIsRefused() {
    tiny.write("teacher.zip", zip(4, 3, Activation.SIGMOID, LossFunction.XENT));
    tiny.failsInItsFolder(
        DATA,
        zipped(),
        "the activation of its output layer is sigmoid; expected softmax",
        "is not a distribution over classes");
  }

  @ParameterizedTest
  @CsvSource({"0.02", "0.5", "0.98"})
  void truncatedZipIsRefused(double share) {
    byte[] whole = zip(4, 3, Activation.SOFTMAX, LossFunction.MCXENT);
    tiny.write("teacher.zip", Arrays.copyOf(whole, (int) (whole.length * share)));
    tiny.failsInItsFolder(
        DATA,
        zipped(),
        "Cannot use the network " + folder + "/teacher.zip of teacher big: ",
        "again");
  }

  @Test
  void fileThatIsNoZipIsRefused() {
    tiny.write("teacher.zip", "not a zip");
    tiny.failsInItsFolder(
        DATA,
        zipped(),
        "teacher.zip of teacher big: found no configuration.json in it",
        "check the path");
  }

  @Test
  void allMissingFilesAreNamedBeforeRowsAreRead() {
    tiny.write("rows.csv", "");
    tiny.failsInItsFolder(
        DATA,
        List.of(
            "teachers=[{name=a,source=dl4j,dl4j.path=none.zip},{name=b},{name=c,source=logits,logits.path=none.csv}]"),
        "Cannot read teachers: 2 problems:",
        "found no file none.zip of teacher a",
        "found no file none.csv of teacher c");
  }

  @Test
  void importedTeachersAreCheckedBeforeOthersAreTrained() {
    tiny.write("teacher.zip", zip(4, 5, Activation.SOFTMAX, LossFunction.MCXENT));
    tiny.failsInItsFolder(
        DATA,
        List.of(
            "teachers=[{name=a,learning-rate.initial=1e30},{name=b,source=dl4j,dl4j.path=\"%s/teacher.zip\"}]"
                .formatted(folder)),
        "of teacher b: found 5 classes");
  }

  @Test
  void csvLogitsOfOtherClassesAreRefused() {
    tiny.write("logits.csv", logits(4, id -> true));
    tiny.failsInItsFolder(
        DATA,
        imported("logits.csv"),
        "Cannot use the logits "
            + folder
            + "/logits.csv of teacher big: found 4 logits a row (logits); the data has 3 classes");
  }

  @Test
  void parquetLogitsOfOtherClassesAreRefused() {
    tiny.write("logits.parquet", parquetLogits(2));
    tiny.failsInItsFolder(
        DATA,
        imported("logits.parquet"),
        "logits.parquet of teacher big: found 2 logits a row (logits); the data has 3 classes; expected one logit a class");
  }

  @Test
  void logitsWithoutIdsOfTheirOwnAreRefused() {
    tiny.write("logits.csv", logits(3, id -> true).replace("id,", "key,"));
    tiny.failsInItsFolder(
        DATA,
        imported("logits.csv"),
        "logits.csv of teacher big: found the columns [key, logits0, logits1, logits2] but no id",
        "logits.id");
  }

  @Test
  void parquetWithoutTheLogitsIsRefused() {
    tiny.write(
        "logits.parquet",
        ParquetTable.builder(1)
            .longs("id", new long[1])
            .floats("p", new float[1])
            .build()
            .toBytes());
    tiny.failsInItsFolder(
        DATA,
        imported("logits.parquet"),
        "logits.parquet of teacher big: found the columns [id, p] but no logits",
        "logits.logits");
  }

  @Test
  void trainingRowsWithoutLogitsAreNamed() {
    tiny.write("logits.csv", logits(3, id -> id >= 7));
    tiny.failsInItsFolder(
        DATA,
        imported("logits.csv"),
        "Cannot use the logits "
            + folder
            + "/logits.csv of teacher big: 7 of 40 train rows have no logits (ids 0, 1, 2, 3, 4, ...); expected logits of every row; make them for the missing ids too");
  }

  @Test
  void validationRowsWithoutLogitsAreNamed() {
    tiny.write("logits.csv", logits(3, id -> id != 45));
    tiny.failsInItsFolder(
        DATA, imported("logits.csv"), "1 of 10 validation rows have no logits (ids 45)");
  }

  @Test
  void someTestRowsWithoutLogitsAreNamed() {
    tiny.write("logits.csv", logits(3, id -> id < 55));
    tiny.failsInItsFolder(
        DATA, imported("logits.csv"), "5 of 10 test rows have no logits (ids 55, 56, 57, 58, 59)");
  }

  @Test
  void noTestRowNeedsLogits() {
    tiny.write("logits.csv", logits(3, id -> id < 50));
    Said said = tiny.run(imported("logits.csv").toArray(String[]::new));
    assertThat(said.errors()).isEmpty();
    assertThat(said.code()).isZero();
  }

  @Test
  void logitsThatAreNoNumbersAreNamed() {
    tiny.write("logits.csv", logits(3, id -> true).replaceFirst("\n4,[^,]+", "\n4,NaN"));
    tiny.failsInItsFolder(
        DATA,
        imported("logits.csv"),
        "logits.csv: line 6: column logits0: found 'NaN'; expected a finite decimal number");
  }

  @Test
  void idsThatSeveralLogitsHaveAreNamed() {
    tiny.write("logits.csv", logits(3, id -> true) + "4,1,1,1\n");
    tiny.failsInItsFolder(
        DATA,
        imported("logits.csv"),
        "expected each id once",
        "logits.csv: line 6: id 4",
        "logits.csv: line 62: id 4");
  }

  private List<String> zipped() {
    return List.of(
        "teachers=[{name=big,source=dl4j,dl4j.path=\"%s/teacher.zip\"}]".formatted(folder));
  }

  private List<String> imported(String file) {
    return List.of(
        "teachers=[{name=big,source=logits,logits.path=\"%s/%s\"}]".formatted(folder, file));
  }

  private static String logits(int classes, IntPredicate wanted) {
    StringBuilder text = new StringBuilder("id");
    for (int c = 0; c < classes; c++) {
      text.append(",logits").append(c);
    }
    for (int id = 0; id < TinyRun.ROWS; id++) {
      if (wanted.test(id)) {
        text.append('\n').append(id);
        for (int c = 0; c < classes; c++) {
          text.append(',').append(c == id % 3 ? 2.5 : -0.5);
        }
      }
    }
    return text.append('\n').toString();
  }

  private static byte[] parquetLogits(int classes) {
    long[] ids = new long[TinyRun.ROWS];
    Arrays.setAll(ids, id -> id);
    return ParquetTable.builder(ids.length)
        .longs("id", ids)
        .floatLists("logits", new float[classes * ids.length], classes)
        .build()
        .toBytes();
  }

  private static byte[] zip(int inputs, int classes, Activation activation, LossFunction loss) {
    MultiLayerConfiguration layers =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .list()
            .layer(new DenseLayer.Builder().nIn(inputs).nOut(5).activation(Activation.RELU).build())
            .layer(
                new OutputLayer.Builder(loss).nIn(5).nOut(classes).activation(activation).build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(layers);
    network.init();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ModelSerializer.writeModel(network, bytes, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}

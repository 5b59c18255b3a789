package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.almkd.data.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What predict says of models, rows and folders that it cannot use. */
@Tag("spark")
class PredictErrorsEndToEndTest {
  private static final int CONFIG = 2;
  private static final int DATA = 3;

  @TempDir private static Path shared;
  private static TinyRun trained;
  private static Path student;

  @TempDir private Path folder;

  @BeforeAll
  static void train() {
    LocalSpark.session();
    trained = new TinyRun(shared);
    assertThat(trained.run().code()).isZero();
    student = trained.files("/student/model.zip").get(0).getParent();
  }

  private Said predict(String... overrides) {
    List<String> arguments = new ArrayList<>(List.of("predict", "--config", shared + "/run.conf"));
    arguments.add("predict.output=" + folder + "/out");
    arguments.addAll(List.of(overrides));
    return Said.by(() -> Main.run(arguments.toArray(String[]::new)));
  }

  private void fails(int code, List<String> overrides, String... says) {
    Said said = predict(overrides.toArray(String[]::new));
    assertThat(said.code()).as(String.join("\n", said.errors())).isEqualTo(code);
    assertThat(TinyRun.onlyError(said)).contains(says);
    assertThat(folder.resolve("out/_manifest.json")).doesNotExist();
  }

  @Test
  void modelThatFitsPredicts() {
    Said said = predict("predict.model=" + student);
    assertThat(said.errors()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(folder.resolve("out/_manifest.json")).exists();
  }

  @Test
  void modelThatIsNotSetIsAConfigError() {
    fails(
        CONFIG, List.of(), "predict.model is not set; expected the folder of an exported network");
  }

  @Test
  void modelThatDoesNotExistIsNamed() {
    fails(
        DATA,
        List.of("predict.model=" + folder + "/none"),
        "Cannot read the network file:" + folder + "/none: found no model.json and no model.zip",
        "check predict.model");
  }

  @Test
  void modelThatIsDamagedIsNamed() throws IOException {
    byte[] zip = Files.readAllBytes(student.resolve("model.zip"));
    Files.write(folder.resolve("model.zip"), Arrays.copyOf(zip, zip.length - 10));
    Files.copy(student.resolve("model.json"), folder.resolve("model.json"));
    fails(
        DATA,
        List.of("predict.model=" + folder),
        "Cannot use the network file:" + folder + "/model.zip: found ",
        "copy or export it again");
  }

  @Test
  void cardThatIsNoJsonIsNamed() throws IOException {
    Files.copy(student.resolve("model.zip"), folder.resolve("model.zip"));
    Files.writeString(folder.resolve("model.json"), "{ \"inputs\": [");
    fails(DATA, List.of("predict.model=" + folder), "Cannot read the model card file:" + folder);
  }

  @Test
  void outputThatIsThereIsNotOverwritten() throws IOException {
    Files.createDirectory(folder.resolve("out"));
    fails(
        CONFIG,
        List.of("predict.model=" + student),
        "predict.output: found something at file:" + folder + "/out already",
        "name another");
  }

  @Test
  void rowsThatLackAnInputAreNamed() throws IOException {
    Files.writeString(folder.resolve("rows.csv"), "id,a,b,d\n1,1,1,1\n");
    fails(
        DATA,
        List.of("predict.model=" + student, "data.csv.path=" + folder + "/rows.csv"),
        "rows.csv: found no column c");
  }
}

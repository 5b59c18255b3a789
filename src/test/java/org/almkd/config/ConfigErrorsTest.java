package org.almkd.config;

import static org.almkd.config.Configurations.LEAST;
import static org.almkd.config.Configurations.problems;
import static org.almkd.config.Configurations.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigErrorsTest {

  @Test
  void allProblemsAreReportedAtOnceInTheOrderOfTheLines() {
    assertThatThrownBy(
            () ->
                RunConfigReader.read(
                    "conf/mine.conf",
                    LEAST + "train.epochs = three\nmixing.temprature = 3\ntrain.momentum = 1",
                    List.of("run.seed=-1")))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessage(
            """
            The configuration has 4 problems:
              conf/mine.conf: 2: train.epochs = "three"; expected a whole number from 1 to 2147483647; correct it, or remove \
            the key to use the default 100
              conf/mine.conf: 3: unknown key mixing.temprature (did you mean mixing.temperature?)
              conf/mine.conf: 4: train.momentum = 1; expected a number in [0, 1); correct it, or remove the key to use the \
            default 0.9
              argument 'run.seed=-1': run.seed = -1; expected a whole number from 0 to 9223372036854775807; correct it, or \
            remove the key to use the default 0""");
  }

  @ParameterizedTest
  @CsvSource({
    "mixing.temprature=1, unknown key mixing.temprature (did you mean mixing.temperature?)",
    "temperature=1, unknown key temperature (did you mean mixing.temperature?)",
    "mixing.temperature.tau=1, 'expected a number > 0'",
    "mixing.adaptive.chunksize=1, unknown key mixing.adaptive.chunksize (did you mean mixing.adaptive.chunk-size?)",
    "evalaute={every-epochs=1}, unknown key evalaute (did you mean evaluate?)",
    "teachers=[{epoch=1}], unknown key teachers[0].epoch (did you mean teachers[0].epochs?)",
    "baselines=[{train.epoch=1}], unknown key baselines[0].train.epoch (did you mean baselines[0].train.epochs?)",
    "baselines=[{data.seed=1}], unknown key baselines[0].data (did you mean"
  })
  void unknownKeysNameTheNearestKnownOne(String override, String expected) {
    assertThat(problems("", override))
        .singleElement()
        .asString()
        .startsWith("argument '" + override)
        .contains(expected);
  }

  @Test
  void unknownKeysInsideListsHaveTheirOwnLine() {
    assertThat(
            problems(
                "baselines = [\n  { method = labels }\n  { method = fixed, mixing.fixd.lambda = 1 }\n]"))
        .containsExactly(
            "run.conf: 4: unknown key baselines[1].mixing.fixd (did you mean baselines[1].mixing.fixed?)");
  }

  @Test
  void unknownKeyOfAnUndefinedVariableIsReported() {
    assertThat(problems("train.epoch = ${?ALMKD_NOT_DEFINED}"))
        .containsExactly("run.conf: 2: unknown key train.epoch (did you mean train.epochs?)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.epochs=1.5 | train.epochs = 1.5; expected a whole number from 1 to 2147483647",
        "train.epochs=3000000000 | train.epochs = 3000000000; expected a whole number from 1 to 2147483647",
        "run.seed=99999999999999999999 | run.seed = \"99999999999999999999\"; expected a whole number from 0",
        "train.epochs=0 | train.epochs = 0; expected a whole number from 1",
        "train.epochs=[1] | train.epochs = [1]; expected a whole number",
        "train.epochs=true | train.epochs = true; expected a whole number",
        "train.epochs=null | train.epochs is null; expected a value; give one, or remove the key",
        "train=5 | train = 5; expected a block { ... } of keys such as train.workers",
        "train.momentum=NaN | train.momentum = \"NaN\"; expected a number in [0, 1)",
        "train.weight-decay=1e999 | expected a number >= 0",
        "train.learning-rate.initial=Infinity | expected a number > 0",
        "train.learning-rate.initial=0 | train.learning-rate.initial = 0; expected a number > 0",
        "train.learning-rate.factor=-1 | expected a number > 0",
        "train.learning-rate.milestones=60 | expected a list of whole numbers >= 1, such as [60, 120]",
        "train.learning-rate.milestones=[60,60] | expected epochs in increasing order",
        "evaluate.at-epochs=[1,0] | evaluate.at-epochs = [1,0]; expected a list of whole numbers >= 1",
        "evaluate.at-epochs=[5,1] | expected epochs in increasing order",
        "train.learning-rate.kind=step | one of: constant, cosine, multi-step",
        "train.averaging.master=horovod | train.averaging.master = \"horovod\"; expected one of: rounds, dl4j",
        "train.averaging.every=5 | expected \"5 batches\", \"1 epoch\", or [{ from-epoch = 0",
        "train.averaging.every=0 batches | expected \"5 batches\"",
        "train.averaging.every=[] | expected \"5 batches\"",
        "train.averaging.every=[{from-epoch=1,every=1 epoch}] | with from-epoch 0 first and then increasing",
        "train.averaging.every=[{from-epoch=0,every=1 epoch,x=1}] | expected \"5 batches\"",
        "data.source=images | data.source = \"images\"; expected one of: synthetic, csv, parquet, idx",
        "data.standardize=maybe | data.standardize = \"maybe\"; expected true or false",
        "data.on-empty-class=ignore | one of: fail, warn",
        "data.classes=1 | expected the number of classes (a whole number from 2 to 1000000, or 0), or a list of their names",
        "data.classes=[cat] | expected two or more names that differ",
        "data.classes=[cat,cat] | expected two or more names that differ",
        "data.classes=[cat,[dog]] | expected a list of texts",
        "data.csv.delimiter=ab | expected one character that is no quote",
        "data.csv.features={a=1} | expected a list of texts",
        "data.noise.rate=1.1 | data.noise.rate = 1.1; expected a number in [0, 1]",
        "data.noise.kind=tridiagonal | expected one of: symmetric, pair, matrix",
        "data.split.validation=1 | data.split.validation = 1; expected a number in [0, 1)",
        "data.synthetic.kind=moons | one of: classification, blobs, spirals",
        "data.idx.scale=x | data.idx.scale = \"x\"; expected a number > 0",
        "method=almkd | method = \"almkd\"; expected one of: labels, fixed, alm-kd, amal",
        "student.architecture.kind=wrn | student.architecture.kind = \"wrn\"; expected one of: mlp",
        "student.architecture.hidden=[0] | expected a list of whole numbers >= 1",
        "student.initialisation=zero | one of: torch, he, xavier",
        "mixing.temperature=0 | mixing.temperature = 0; expected a number > 0",
        "mixing.fixed.lambda=1.5 | mixing.fixed.lambda = 1.5; expected a number in [0, 1]",
        "mixing.adaptive.lambda-learning-rate=0 | expected from-step or a number > 0",
        "mixing.adaptive.lambda-learning-rate=fast | expected from-step or a number > 0",
        "mixing.adaptive.preset=mine | one of: paper, authors",
        "mixing.adaptive.clamp.high=1.5 | mixing.adaptive.clamp.high = 1.5; expected a number in [0, 1]",
        "cluster.threads-per-replica=0 | expected a whole number from 1",
        "evaluate.calibration-bins=0 | expected a whole number from 1",
        "run.name=a b | run.name = \"a b\"; expected letters, digits, '.', '_' and '-', not beginning with '.'",
        "run.name=.. | expected letters, digits",
        "run.name= | run.name = \"\"; expected letters, digits",
        "run.id=a/b | run.id = \"a/b\"; expected letters, digits",
        "run.dir= | run.dir = \"\"; expected a text that is not empty",
        "run.fresh=1 | run.fresh = 1; expected true or false",
        "teachers={0={name=x}} | expected a list of blocks [{ ... }, { ... }]",
        "teachers=[big] | expected a list of blocks",
        "teachers=[{source=zoo}] | teachers[0].source = \"zoo\"; expected one of: train, dl4j, logits",
        "teachers=[{epochs=0}] | teachers[0].epochs = 0; expected a whole number from 1",
        "teachers=[{folds=1}] | teachers[0].folds = 1; expected 0 (none), or a whole number of at least 2",
        "teachers=[{folds=-2}] | teachers[0].folds = -2; expected a whole number from 0",
        "teachers=[{folds=2.5}] | teachers[0].folds = 2.5; expected a whole number from 0",
        "teacher-defaults.folds=1 | teacher-defaults.folds = 1; expected 0 (none), or a whole",
        "teachers=[{architecture=5}] | teachers[0].architecture = 5; expected a block { ... } of keys such as teachers[0].architecture.kind",
        "teacher-defaults.epochs=x | teacher-defaults.epochs = \"x\"; expected a whole number",
        "baselines=[{mixing.adaptive.validation-rows=4}] | baselines[0].mixing.adaptive.validation-rows = 4; expected 10000, since student and baselines share",
        "baselines=[{train.workers=4}] | baselines[0].train.workers = 4; expected 1, since student and baselines share",
        "train.averaging.every=\"2 epochs\" | expected \"5 batches\", \"1 epoch\", or",
        "baselines=[{method=none}] | baselines[0].method = \"none\"; expected one of",
        "baselines=[{name=\"\"}] | baselines[0].name = \"\"; expected letters, digits"
      })
  void wrongValuesSayWhatWasFoundAndWhatWasExpected(String override, String expected) {
    assertThat(problems("", override))
        .singleElement()
        .asString()
        .startsWith("argument '")
        .contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train { batch-size = 100, workers = 3 } | train.batch-size = 100 with train.workers = 3; expected a multiple of the"
            + " workers, since each takes the same share of a batch; set it to 102",
        "train.workers = 3 | train.batch-size = 128 with train.workers = 3; expected a multiple",
        "train.workers = 4, teachers = [{ batch-size = 6 }] | teachers[0].batch-size = 6 with train.workers = 4; expected",
        "train.workers = 4, baselines = [{ train.batch-size = 6 }] | baselines[0].train.batch-size = 6 with train.workers ="
            + " 4; expected a multiple",
        "train.early-stop = best-validation | train.early-stop = best-validation with data.split.selection = 0; expected",
        "teachers = [{ early-stop = best-validation }] | teachers[0].early-stop = best-validation with data.split.selection",
        "teachers = [{ name = a }, { name = a }] | teachers[1].name = a is the name of teachers[0], too; expected",
        "teachers = [{}, {}] | teachers[1].name = teacher is the name of teachers[0], too",
        "baselines = [{ name = a }, { name = a }] | baselines[1].name = a is the name of baselines[0], too; expected",
        "teachers = [{ source = dl4j }] | teachers[0].dl4j.path is not set; expected where the teacher is",
        "teachers = [{ source = logits }] | teachers[0].logits.path is not set; expected where the teacher is",
        "teachers = [{ source = dl4j, dl4j.path = z, folds = 5 }] | teachers[0].folds = 5 with teachers[0].source = dl4j;"
            + " expected folds for source = train alone, since no other teacher is trained here; set folds = 0 for this one",
        "teacher-defaults.folds = 5, teachers = [{}, { name = l, source = logits, logits.path = z }] | teacher-defaults.folds"
            + " = 5 with teachers[1].source = logits; expected folds for source = train alone",
        "teachers = [] | teachers = []; expected at least one teacher for the method alm-kd",
        "method = labels, teachers = [], baselines = [{ method = fixed }] | expected at least one teacher for the method fixed",
        "data.csv.path = \"\" | data.csv.path is not set; expected where the rows are, since data.source = csv",
        "data.classes = 0 | data.classes is not set; expected the number of classes or the list of their names",
        "data.source = parquet | data.parquet.path is not set",
        "data.source = idx | data.idx.path is not set",
        "data.csv { id = a, split = a } | column a is named by data.csv.id and again by data.csv.split; expected",
        "data.csv { features = [x, label] } | column label is named by data.csv.label and again by data.csv.features",
        "data.csv { label = \"\" } | data.csv.label = \"\"; expected a text that is not empty",
        "data.split { validation = 0.5, test = 0.5 } | data.split.validation + data.split.test = 0.5 + 0.5; expected less",
        "data.split.validation = 0 | data.split.validation = 0; expected validation rows, on which the method alm-kd",
        "data { source = synthetic, synthetic.validation-rows = 0 } | data.synthetic.validation-rows = 0; expected validation",
        "data { source = synthetic, synthetic.informative = 15 } | data.synthetic.informative = 15; expected at most"
            + " data.synthetic.features = 14",
        "data { source = synthetic, synthetic.informative = 1 } | 3 classes x 1 clusters = 3 clusters; expected at most"
            + " 2^data.synthetic.informative = 2",
        "data { source = synthetic, synthetic.kind = spirals } | data.synthetic.features = 14; expected 2, since spirals",
        "data { source = synthetic, synthetic.deviation = 0 } | data.synthetic.deviation = 0; expected a number > 0",
        "mixing.adaptive.clamp { low = 0.9, high = 0.2 } | mixing.adaptive.clamp.low = 0.9; expected less than clamp.high",
        "mixing.adaptive.clamp.low = 0.2 | mixing.adaptive.initial.lambda = 0.1; expected a value within clamp.low = 0.2",
        "mixing.adaptive { validation-term-weight = 0, train-term-weight = 0 } | expected at least one weight > 0"
      })
  void contradictionsAndMissingValuesAreReportedWithTheirLine(String added, String expected) {
    assertThat(problems(added))
        .singleElement()
        .asString()
        .startsWith("run.conf: 2: ")
        .contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"data.synthetic.features=-3", "data.idx.scale=0", "data.synthetic.kind=spirals"})
  void rangesOfSourcesThatAreNotSelectedAreNotChecked(String override) {
    assertThat(problems("", override)).isEmpty();
  }

  @Test
  void problemThatTeachersAndBaselinesInheritIsReportedOnce() {
    assertThat(problems("train.epochs = 0\nbaselines = [{ method = labels }, { method = amal }]"))
        .singleElement()
        .asString()
        .startsWith("run.conf: 2: train.epochs = 0; expected");
  }

  @Test
  void syntaxErrorHasItsLine() {
    assertThat(problemsOf("run.name = a\ntrain { epochs = = 3 }\n"))
        .singleElement()
        .asString()
        .startsWith("run.conf: 2: ")
        .contains("=");
  }

  @Test
  void undefinedSubstitutionHasItsLine() {
    assertThat(problems("\ntrain.epochs = ${no.such.key}"))
        .containsExactly("run.conf: 3: Could not resolve substitution to a value: ${no.such.key}");
  }

  @Test
  void includeIsRefusedWithItsLine() {
    assertThat(problems("\ninclude \"base.conf\""))
        .containsExactly(
            "run.conf: 3: found include \"base.conf\"; a configuration is one file; copy the keys of base.conf into it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.epochs | found no key=value; expected a key of the configuration, '=' and a value",
        "=3 | found no key=value",
        "a..b=3 | a..b is not a key; expected words with dots between them",
        "student.architecture.hidden=[30 | argument 'student.architecture.hidden=[30': "
      })
  void argumentsThatCannotBeReadAreNamed(String override, String expected) {
    assertThat(problems("", override))
        .singleElement()
        .asString()
        .startsWith("argument '" + override + "'")
        .contains(expected);
  }

  @Test
  void evaluateAndPredictNeedAModel() {
    assertThatThrownBy(
            () ->
                RunConfigReader.read(
                    Purpose.PREDICT,
                    ConfigFile.NONE,
                    List.of(),
                    List.of("data.csv.path=a.csv", "data.csv.label=")))
        .hasMessageContaining(
            "arguments: predict.model is not set; expected the folder of an exported network")
        .hasMessageContaining(
            "arguments: predict.output is not set; expected a new folder for the predictions");
    assertThatThrownBy(
            () ->
                RunConfigReader.read(
                    Purpose.EVALUATE, ConfigFile.NONE, List.of(), List.of("data.csv.path=a.csv")))
        .hasMessage(
            "The configuration has a problem:\n"
                + "  arguments: predict.model is not set; expected the folder of an exported network; set predict.model");
  }

  @Test
  void credentialsAreRefusedAndNeverShown() {
    assertThat(
            problems(
                "run.dir = \"s3a://AKEY:hush@bucket/runs\"",
                "store.dir=s3a://AKEY:hush@bucket/store"))
        .hasSize(2)
        .allSatisfy(
            problem ->
                assertThat(problem).contains("credentials must not stand").doesNotContain("hush"));
    assertThat(problems("", "fs.s3a.secret.key=hush"))
        .singleElement()
        .asString()
        .startsWith("argument 'fs.s3a.secret.key=***': unknown key fs")
        .doesNotContain("hush");
  }

  @Test
  void substitutionOverAValueIsRefusedWithoutWhatItStandsFor() {
    assertThat(problems("", "run.name=a", "run.name=\"b\"${PATH}"))
        .singleElement()
        .asString()
        .contains("substitution ${...} that overrides a value", "write the value out")
        .doesNotContain(System.getenv("PATH"));
  }

  @Test
  void credentialsFromASubstitutionAreRefused() {
    assertThat(problems("run.name = u\nrun.dir = \"s3a://\"${run.name}\":hush@bucket/runs\""))
        .singleElement()
        .asString()
        .contains("run.dir holds user name or password")
        .doesNotContain("hush");
  }
}

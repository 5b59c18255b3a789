package org.almkd.config;

import static org.almkd.config.Configurations.LEAST;
import static org.almkd.config.Configurations.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayersTest {

  @Test
  void argumentsWinOverTheRunFileAndLaterOnesOverEarlierOnes() {
    RunConfig config =
        read("train { epochs = 7, momentum = 0.5 }", "train.epochs=8", "train.epochs=9");
    assertThat(config.train().epochs()).isEqualTo(9);
    assertThat(config.train().momentum()).isEqualTo(0.5);
    assertThat(config.train().batchSize()).isEqualTo(128);
  }

  @Test
  void argumentsMayBeListsAndBlocks() {
    RunConfig config =
        read(
            "",
            "student.architecture.hidden=[30,20]",
            "mixing.fixed={lambda=0.25}",
            "data.classes=[cat, \"a dog\"]");
    assertThat(config.student().architecture()).isEqualTo(new Architecture.Mlp(List.of(30, 20)));
    assertThat(config.mixing().fixedLambda()).isEqualTo(0.25);
    assertThat(config.data().classes()).isEqualTo(Classes.named(List.of("cat", "a dog")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a/b c.csv",
        "s3a://bucket/x",
        "/data//x.csv",
        "data/*.csv",
        "a#b.csv",
        "/x,run.name=y",
        "hdfs://host:8020/a=b/c.csv",
        "/a/{x,y}.csv",
        "007"
      })
  void pathsNeedNoQuotes(String path) {
    RunConfig config = read("", "data.csv.path=" + path);
    assertThat(((DataSource.Csv) config.data().source()).path()).isEqualTo(path);
    assertThat(config.run().name()).isEqualTo("run");
  }

  @Test
  void quotedArgumentsAreStrings() {
    RunConfig config = read("", "data.csv.delimiter=\"\\t\"", "data.csv.path=\"a, b\"");
    DataSource.Csv csv = (DataSource.Csv) config.data().source();
    assertThat(csv.delimiter()).isEqualTo('\t');
    assertThat(csv.path()).isEqualTo("a, b");
  }

  @Test
  void systemPropertiesAreNotLookedAt() {
    System.setProperty("train.epochs", "3");
    try {
      assertThat(read("").train().epochs()).isEqualTo(100);
    } finally {
      System.clearProperty("train.epochs");
    }
  }

  @Test
  void environmentMayBeSubstituted() {
    assertThat(read("store.dir = ${PATH}").storeDir()).isEqualTo(System.getenv("PATH"));
    assertThat(read("train.epochs = ${?ALMKD_NOT_DEFINED}").train().epochs()).isEqualTo(100);
  }

  @Test
  void numbersInStringsAreNumbers() {
    RunConfig config = read("train { epochs = \"12\", momentum = \" 0.5 \" }");
    assertThat(config.train().epochs()).isEqualTo(12);
    assertThat(config.train().momentum()).isEqualTo(0.5);
  }

  @Test
  void wholeNumbersMayBeWrittenWithExponent() {
    assertThat(read("train.epochs = 1e2").train().epochs()).isEqualTo(100);
  }

  @Test
  void teachersDefaultToTheFinalValuesOfTrain() {
    RunConfig config =
        read(
            "train.epochs = 7",
            "train.epochs=9",
            "train.learning-rate.initial=0.5",
            "train.workers=2");
    TrainConfig teacher = ((TeacherSource.Train) config.teachers().get(0).source()).train();
    assertThat(teacher.epochs()).isEqualTo(9);
    assertThat(teacher.learningRate()).isEqualTo(new LearningRate.Cosine(0.5, 9));
    assertThat(teacher.workers()).isEqualTo(2);
  }

  @Test
  void cosineOfATeacherLastsItsOwnEpochs() {
    RunConfig config = read("teachers = [{ epochs = 5 }]\ntrain.learning-rate.length = 50");
    TrainConfig teacher = ((TeacherSource.Train) config.teachers().get(0).source()).train();
    assertThat(teacher.learningRate()).isEqualTo(new LearningRate.Cosine(0.01, 5));
    assertThat(config.train().learningRate()).isEqualTo(new LearningRate.Cosine(0.01, 50));
  }

  @Test
  void teacherDefaultsHoldForAllTeachers() {
    RunConfig config =
        read("teacher-defaults.epochs = 6\nteachers = [{ name = a }, { name = b, epochs = 8 }]");
    assertThat(config.teachers())
        .extracting(teacher -> ((TeacherSource.Train) teacher.source()).train().epochs())
        .containsExactly(6, 8);
  }

  @Test
  void dataSeedIsTheSeedOfTheRunUnlessWritten() {
    assertThat(read("", "run.seed=5").data().seed()).isEqualTo(5);
    assertThat(read("data.seed = 1", "run.seed=5").data().seed()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"paper,256,0,1,-1,1", "authors,96,32,5,100,0.9999999"})
  void presetsFillWhatTheUserDidNotWrite(
      String preset, int chunk, int lookAhead, int inner, double rate, double high) {
    AdaptiveConfig adaptive = read("", "mixing.adaptive.preset=" + preset).mixing().adaptive();
    assertThat(adaptive.chunkSize()).isEqualTo(chunk);
    assertThat(adaptive.lookAheadBatchSize()).isEqualTo(lookAhead);
    assertThat(adaptive.innerSteps()).isEqualTo(inner);
    assertThat(adaptive.lambdaLearningRate().orElse(-1)).isEqualTo(rate);
    assertThat(adaptive.clampHigh()).isEqualTo(high);
  }

  @Test
  void presetOfTheAuthorsIsTheirCode() {
    AdaptiveConfig adaptive = read("mixing.adaptive.preset = authors").mixing().adaptive();
    assertThat(adaptive.initial().kind()).isEqualTo(InitialLambda.Kind.UNIFORM);
    assertThat(adaptive.targetTeacher()).isEqualTo(TargetTeacher.LAST);
    assertThat(adaptive.validationTermWeight()).isEqualTo(0.9);
    assertThat(adaptive.trainTermWeight()).isEqualTo(0.1);
    assertThat(adaptive.labelBlend()).isEqualTo(0.2);
    assertThat(adaptive.clampLow()).isEqualTo(1e-7);
    assertThat(adaptive.clampHigh()).isEqualTo(1 - 1e-7);
  }

  @Test
  void amalHasValuesOfItsOwn() {
    AdaptiveConfig adaptive =
        read("method = amal\nmixing.adaptive.preset = authors").mixing().adaptive();
    assertThat(adaptive.initial()).isEqualTo(new InitialLambda(InitialLambda.Kind.CONSTANT, 0.1));
    assertThat(adaptive.chunkSize()).isEqualTo(256);
    assertThat(adaptive.lookAheadBatchSize()).isEqualTo(128);
    assertThat(adaptive.innerSteps()).isEqualTo(5);
    assertThat(adaptive.validationTermWeight()).isEqualTo(1);
    assertThat(adaptive.trainTermWeight()).isZero();
    assertThat(adaptive.targetTeacher()).isEqualTo(TargetTeacher.NONE);
    assertThat(adaptive.resolveLambdaLearningRate(0.01)).isEqualTo(1500);
    assertThat(adaptive.clampLow()).isEqualTo(1e-7);
    assertThat(adaptive.clampHigh()).isEqualTo(2 - 1e-7);
  }

  @Test
  void writtenKeysWinOverThePreset() {
    AdaptiveConfig adaptive =
        read(
                "mixing.adaptive { preset = authors, inner-steps = 2 }",
                "mixing.adaptive.chunk-size=64")
            .mixing()
            .adaptive();
    assertThat(adaptive.innerSteps()).isEqualTo(2);
    assertThat(adaptive.chunkSize()).isEqualTo(64);
    assertThat(adaptive.lookAheadBatchSize()).isEqualTo(32);
  }

  @Test
  void writtenStepReplacesRatesOfLowerLayers() {
    String step = "mixing.adaptive.step=0.5";
    assertThat(
            read("mixing.adaptive.preset = authors", step).mixing().adaptive().lambdaLearningRate())
        .isEmpty();
    assertThat(
            read("mixing.adaptive.lambda-learning-rate = 3", step)
                .mixing()
                .adaptive()
                .lambdaLearningRate())
        .isEmpty();
    assertThat(
            read("", step, "mixing.adaptive.lambda-learning-rate=3")
                .mixing()
                .adaptive()
                .lambdaLearningRate())
        .hasValue(3);
    assertThat(
            read("mixing.adaptive.lambda-learning-rate = 3\nbaselines = [{ mixing.adaptive.step = 0.5 }]")
                .baselines()
                .get(0)
                .mixing()
                .adaptive()
                .lambdaLearningRate())
        .isEmpty();
  }

  @Test
  void baselinesLieOverTheRun() {
    RunConfig config =
        read(
            "train.epochs = 7\nmixing.adaptive.inner-steps = 3\nbaselines = [{ method = amal },"
                + " { method = fixed, mixing.fixed.lambda = 0.1, train.epochs = 8, student.architecture.hidden = [] }]");
    BaselineConfig amal = config.baselines().get(0);
    assertThat(amal.method()).isEqualTo(Method.AMAL);
    assertThat(amal.mixing().adaptive().lookAheadBatchSize()).isEqualTo(128);
    assertThat(amal.mixing().adaptive().innerSteps()).isEqualTo(3);
    assertThat(amal.train()).isEqualTo(config.train());
    BaselineConfig fixed = config.baselines().get(1);
    assertThat(fixed.mixing().fixedLambda()).isEqualTo(0.1);
    assertThat(fixed.train().epochs()).isEqualTo(8);
    assertThat(fixed.train().learningRate()).isEqualTo(new LearningRate.Cosine(0.01, 8));
    assertThat(fixed.student().architecture().describe()).isEqualTo("mlp-linear");
    assertThat(config.mixing().adaptive().lookAheadBatchSize()).isZero();
  }

  @Test
  void baselinesOfAnAmalRunHaveTheirOwnPreset() {
    RunConfig config = read("method = amal\nbaselines = [{ method = alm-kd }]");
    assertThat(config.baselines().get(0).mixing().adaptive().clampHigh()).isEqualTo(1);
  }

  @Test
  void baselinesAreNamedAfterTheirMethod() {
    RunConfig config =
        read(
            "baselines = [{ method = labels }, { method = fixed }, { method = fixed, mixing.fixed.lambda = 1 },"
                + " { method = fixed }, { name = amal, method = labels }, { method = amal }, {}]");
    assertThat(config.baselines())
        .extracting(BaselineConfig::name)
        .containsExactly(
            "labels", "fixed-0.9", "fixed-1", "fixed-0.9-2", "amal", "amal-2", "alm-kd");
  }

  @Test
  void scoringNeedsNoTeacherAndNoClasses() {
    RunConfig config =
        RunConfigReader.read(
            Purpose.PREDICT,
            ConfigFile.NONE,
            List.of(),
            List.of("data.csv.path=a.csv", "predict.model=runs/x/student", "predict.output=out"));
    assertThat(config.predict()).isEqualTo(new PredictConfig("runs/x/student", "out"));
    assertThat(config.data().classes()).isEqualTo(Classes.counted(0));
  }

  @Test
  void effectiveConfigurationReadsBackAsTheSame() {
    RunConfig config =
        RunConfigReader.read(
            Configurations.FILE,
            LEAST,
            List.of(
                "baselines=[{method=amal},{method=fixed},{method=fixed}]",
                "mixing.adaptive.preset=authors",
                "train.averaging.every=[{from-epoch=0,every=1 batches},{from-epoch=2,every=1 epoch}]",
                "data.csv.path=s3a://bucket/a b.csv",
                "teacher-defaults.epochs=3"));
    assertThat(RunConfigReader.read("effective.conf", config.effective(), List.of()))
        .isEqualTo(config);
  }
}

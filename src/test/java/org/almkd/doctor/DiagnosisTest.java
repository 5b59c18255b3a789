package org.almkd.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.almkd.data.DataShape;
import org.almkd.data.InputShape;
import org.almkd.data.Split;
import org.almkd.doctor.CheckResult.Level;
import org.junit.jupiter.api.Test;

class DiagnosisTest {
  private static final DataShape DATA =
      new DataShape(Map.of(Split.TRAIN, 40), 3, 3, new InputShape.Flat(4), 16);

  private static Check check(CheckKind kind, String where) {
    return new Check(kind, "name", where);
  }

  @Test
  void exitCodeIsThatOfTheFirstFailure() {
    CheckResult ok = check(CheckKind.CONFIG, "driver").ok("found", "");
    CheckResult warn = check(CheckKind.CONFIG, "driver").warn("found", "more", "do");
    CheckResult data = check(CheckKind.DATA, "driver").fail("found", "", "");
    CheckResult machine = check(CheckKind.MACHINE, "driver").fail("found", "", "");
    assertThat(new Diagnosis(List.of(ok, warn)).exitCode()).isZero();
    assertThat(new Diagnosis(List.of(ok, data, machine)).exitCode()).isEqualTo(3);
    assertThat(new Diagnosis(List.of(machine, warn, data)).exitCode()).isEqualTo(7);
    assertThat(CheckKind.values()).extracting(CheckKind::exitCode).containsExactly(2, 3, 5, 7);
  }

  @Test
  void executorsThatSayTheSameShareALine() {
    List<String> lines =
        new Diagnosis(
                List.of(
                    check(CheckKind.MACHINE, "driver").ok("found", ""),
                    check(CheckKind.MACHINE, "executor 1").ok("found", ""),
                    check(CheckKind.MACHINE, "executor 2").fail("worse", "better", "mend it"),
                    check(CheckKind.MACHINE, "executor 3").ok("found", "")))
            .lines();
    assertThat(lines)
        .containsExactly(
            "ok   name           driver      found",
            "ok   name           executor 1 and 1 more found",
            "FAIL name           executor 2  worse; expected better; mend it",
            "2 ok, 0 warn, 1 FAIL");
  }

  @Test
  void messageOfSeveralLinesBecomesOne() {
    assertThat(
            check(CheckKind.CONFIG, "driver")
                .fail(new IllegalStateException("two problems:\n  one\n  two"))
                .line())
        .endsWith("two problems: one two");
  }

  @Test
  void pathThatCannotBeUsedFails() {
    CheckResult result =
        PathChecks.path(
            new PathFacts("executor 1", "run.dir", "runs", PathFacts.Tried.WRITE, "Cannot write"));
    assertThat(result.level()).isEqualTo(Level.FAIL);
    assertThat(result.kind()).isEqualTo(CheckKind.STORAGE);
    assertThat(result.line()).isEqualTo("FAIL run.dir        executor 1  Cannot write");
  }

  @Test
  void teacherOfOtherClassesFails() {
    CheckResult result = DataChecks.teacher(new ClassFacts("big", "logits.csv", 5, ""), DATA);
    assertThat(result.level()).isEqualTo(Level.FAIL);
    assertThat(result.line())
        .contains("teacher big (logits.csv) gives 5 logits, the data has 3 classes");
    assertThat(DataChecks.teacher(new ClassFacts("big", "", 0, "Cannot read"), DATA).level())
        .isEqualTo(Level.FAIL);
    assertThat(DataChecks.teacher(new ClassFacts("big", "", 3, ""), DATA).level())
        .isEqualTo(Level.OK);
  }

  @Test
  void classWithoutTrainingRowsIsWarnedOf() {
    DataShape data = new DataShape(Map.of(Split.TRAIN, 40), 3, 2, new InputShape.Flat(4), 16);
    assertThat(DataChecks.classes(data).level()).isEqualTo(Level.WARN);
    assertThat(DataChecks.classes(data).line()).contains("2 of 3 classes have training rows");
    assertThat(DataChecks.classes(DATA).level()).isEqualTo(Level.OK);
  }
}

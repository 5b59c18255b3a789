package org.almkd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SweepConfigTest {
  private static final String FILE = "sweep.conf";

  /** The least that a sweep needs, on one line, so that what a test adds begins at line 2. */
  private static final String BASE =
      "data { source = csv, csv.path = rows.csv, classes = 3 }, teachers = [{ name = big }], run.name = s\n";

  private static SweepConfig read(String added, String... overrides) {
    return SweepConfigReader.read(FILE, BASE + added, List.of(overrides));
  }

  private static List<Map<String, String>> labels(SweepConfig sweep) {
    return sweep.cells().stream().map(CellConfig::labels).toList();
  }

  @Test
  void firstAxisIsOutermostAndSeedsInnermost() {
    SweepConfig sweep =
        read(
            """
            sweep {
              name = grid
              parallel = 3
              seeds = 2
              figures = [accuracy-by-epoch]
              axes {
                method = [ { name = m1, method = labels }, { name = m2, method = alm-kd } ]
                dataset = [ { name = a, data.csv.path = a.csv }, { name = b, data.csv.path = b.csv } ]
              }
            }
            """);
    assertThat(sweep.name()).isEqualTo("grid");
    assertThat(sweep.parallel()).isEqualTo(3);
    assertThat(sweep.figures()).containsExactly("accuracy-by-epoch");
    assertThat(sweep.dir()).isEqualTo("runs");
    assertThat(sweep.axes()).containsExactly("method", "dataset");
    assertThat(labels(sweep))
        .containsExactly(
            Map.of("method", "m1", "dataset", "a"),
            Map.of("method", "m1", "dataset", "a"),
            Map.of("method", "m1", "dataset", "b"),
            Map.of("method", "m1", "dataset", "b"),
            Map.of("method", "m2", "dataset", "a"),
            Map.of("method", "m2", "dataset", "a"),
            Map.of("method", "m2", "dataset", "b"),
            Map.of("method", "m2", "dataset", "b"));
    assertThat(sweep.cells().get(0).labels().keySet()).containsExactly("method", "dataset");
    assertThat(sweep.cells()).extracting(cell -> cell.run().run().seed()).startsWith(0L, 1L, 0L);
    RunConfig last = sweep.cells().get(7).run();
    assertThat(last.method()).isEqualTo(Method.ALM_KD);
    assertThat(last.data().seed()).isEqualTo(1);
    assertThat(((DataSource.Csv) last.data().source()).path()).isEqualTo("b.csv");
  }

  @Test
  void axesOfOneLineHaveDataSetsFirstAndMethodsLast() {
    SweepConfig sweep =
        read(
            "sweep.axes { method = [labels], train.epochs = [3], dataset = [{ name = a }], b = [{ name = x }] }");
    assertThat(sweep.axes()).containsExactly("dataset", "b", "train.epochs", "method");
  }

  @Test
  void anAxisMayBeAKeyWithDotsQuotedOrNot() {
    for (String axis : List.of("\"mixing.temperature\"", "mixing.temperature")) {
      SweepConfig sweep = read("sweep.axes { " + axis + " = [2, 4.5] }");
      assertThat(labels(sweep))
          .containsExactly(Map.of("mixing.temperature", "2"), Map.of("mixing.temperature", "4.5"));
      assertThat(sweep.cells().get(1).run().mixing().temperature()).isEqualTo(4.5);
    }
  }

  @Test
  void aCellIsTheRunThatItsKeysMakeAlone() {
    SweepConfig sweep =
        read(
            "sweep { seeds = [7], axes.method = [{ name = x, method = fixed, mixing.fixed.lambda = 0.5 }] }",
            "train.epochs=3");
    RunConfig alone =
        RunConfigReader.read(
            "run.conf",
            BASE,
            List.of("method=fixed", "mixing.fixed.lambda=0.5", "run.seed=7", "train.epochs=3"));
    RunConfig cell = sweep.cells().get(0).run();
    assertThat(cell.digest()).isEqualTo(alone.digest());
    assertThat(cell.runId()).isEqualTo(alone.runId()).startsWith("s-");
    assertThat(cell.effective()).isEqualTo(alone.effective());
  }

  @Test
  void theStepOfACellWinsOverTheRateOfTheFile() {
    SweepConfig sweep =
        read(
            "mixing.adaptive.lambda-learning-rate = 5\nsweep.axes { \"mixing.adaptive.step\" = [0.1] }");
    RunConfig alone = RunConfigReader.read("r", BASE, List.of("mixing.adaptive.step=0.1"));
    assertThat(sweep.cells().get(0).run().mixing().adaptive()).isEqualTo(alone.mixing().adaptive());
  }

  @Test
  void whatIsExcludedIsNotEvenRead() {
    SweepConfig sweep =
        read(
            """
            sweep.axes {
              dataset = [ { name = a }, { name = b, data.csv.path = "" } ]
              method = [ labels, fixed ]
              train.epochs = [1, 2]
            }
            sweep.exclude = [ { dataset = b, method = fixed }, { dataset = b, train.epochs = 1 },
              { dataset = b, method = labels } ]
            """);
    assertThat(labels(sweep))
        .hasSize(4)
        .allSatisfy(l -> assertThat(l).containsEntry("dataset", "a"));
  }

  @Test
  void aCostlyVariantMayHaveFewerSeeds() {
    SweepConfig sweep =
        read(
            """
            sweep { seeds = [3, 1], data-seeds = [5], axes.method = [labels, fixed] }
            sweep.exclude = [ { method = fixed, seed = 1, data-seed = 5 } ]
            """);
    assertThat(sweep.cells())
        .extracting(c -> c.labels().get("method") + c.run().run().seed())
        .containsExactly("labels3", "labels1", "fixed3");
  }

  @Test
  void furtherCellsStandOutsideTheGridWithEachSeed() {
    SweepConfig sweep =
        read(
            """
            sweep { seeds = [3, 1], axes { dataset = [{ name = a }], method = [labels] } }
            sweep.cells = [ { name = odd, train.epochs = 9 },
              { name = b, method = fixed, labels { method = mine, dataset = a } } ]
            """);
    assertThat(labels(sweep))
        .containsExactly(
            Map.of("dataset", "a", "method", "labels"),
            Map.of("dataset", "a", "method", "labels"),
            Map.of("name", "odd"),
            Map.of("name", "odd"),
            Map.of("dataset", "a", "method", "mine"),
            Map.of("dataset", "a", "method", "mine"));
    assertThat(sweep.cells().get(4).labels().keySet()).containsExactly("dataset", "method");
    assertThat(sweep.axes()).containsExactly("dataset", "method", "name");
    assertThat(sweep.cells()).extracting(c -> c.run().run().seed()).startsWith(3L, 1L, 3L);
    assertThat(sweep.cells().get(2).run().train().epochs()).isEqualTo(9);
  }

  @Test
  void furtherCellsNeedNoGrid() {
    assertThat(labels(read("sweep.cells = [{ name = x }]"))).containsExactly(Map.of("name", "x"));
  }

  @Test
  void seedsOfTheDataAreAnAxisOfTheirOwn() {
    SweepConfig sweep = read("sweep { seeds = 2, data-seeds = [5, 6], axes.method = [labels] }");
    assertThat(sweep.cells())
        .extracting(c -> c.run().run().seed() + "/" + c.run().data().seed())
        .containsExactly("0/5", "0/6", "1/5", "1/6");
    assertThat(labels(sweep).get(0)).containsOnlyKeys("method");
  }

  @Test
  void argumentsOverrideTheSweepAndWhatCellsShare() {
    SweepConfig sweep =
        read(
            "sweep { seeds = 5\n axes {\n dataset = [{ name = a }]\n method = [labels, fixed] } }",
            "sweep.seeds=1",
            "sweep.axes.dataset=[{name=b,data.classes=4}]",
            "train.epochs=2",
            "train.epochs=7");
    assertThat(labels(sweep))
        .containsExactly(
            Map.of("dataset", "b", "method", "labels"), Map.of("dataset", "b", "method", "fixed"));
    assertThat(sweep.cells().get(0).run().train().epochs()).isEqualTo(7);
  }

  @Test
  void substitutionsSeeTheFile() {
    SweepConfig sweep =
        read(
            "train.epochs = 8\nsweep.axes.x = [{ name = a, evaluate.every-epochs = ${train.epochs} }]");
    assertThat(sweep.cells().get(0).run().evaluate().everyEpochs()).isEqualTo(8);
  }

  @Test
  void everyKeyOfTheBlockIsExplained() {
    assertThat(ConfigReference.ofSweeps().rows())
        .hasSize(10)
        .allSatisfy(row -> assertThat(row.description()).as(row.key()).isNotBlank());
  }

  @Test
  void distillRefusesASweepFile() {
    assertThat(Configurations.problems("sweep.seeds = 2"))
        .containsExactly(
            "run.conf: 2: sweep is the block of a sweep file; expected a run file; run it with the command sweep, or remove the block");
  }
}

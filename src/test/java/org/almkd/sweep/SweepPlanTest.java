package org.almkd.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.almkd.config.CellConfig;
import org.almkd.config.InvalidConfigException;
import org.almkd.config.RunConfig;
import org.almkd.config.SweepConfig;
import org.almkd.config.SweepConfigReader;
import org.junit.jupiter.api.Test;

class SweepPlanTest {
  private static final String FILE =
      """
      data { source = csv, csv.path = rows.csv, classes = 3 }, teachers = [{ name = big }]
      sweep {
        seeds = 2
        axes {
          dataset = [ { name = a }, { name = b, data.classes = 4 } ]
          method = [ labels, fixed ]
        }
        cells = [ { name = again, method = labels } ]
      }
      """;

  private static SweepConfig config(String... overrides) {
    return SweepConfigReader.read("s.conf", FILE, List.of(overrides));
  }

  private static List<Integer> numbers(List<Cell> cells) {
    return cells.stream().map(Cell::number).toList();
  }

  @Test
  void cellsAreNumberedFromZeroAndDescribed() {
    SweepPlan plan = SweepPlan.of(config());
    assertThat(numbers(plan.cells())).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(plan.cell(3).describe()).isEqualTo("cell 3: dataset=a, method=fixed, seed=1");
    assertThat(plan.cell(8).describe()).isEqualTo("cell 8: name=again, seed=0");
    assertThat(plan.cell(3).folder()).isEqualTo("runs/" + plan.cell(3).runId());
  }

  @Test
  void seedsOfTheDataAreNamedWhereTheyDiffer() {
    SweepPlan plan = SweepPlan.of(config("sweep.data-seeds=[5]"));
    assertThat(plan.cell(1).describe())
        .isEqualTo("cell 1: dataset=a, method=labels, seed=1, data-seed=5");
  }

  /** Cells 8 and 9 are 0 and 1 under another name. */
  @Test
  void cellsOfEqualConfigurationAreOneRun() {
    SweepPlan plan = SweepPlan.of(config());
    assertThat(plan.cell(8).runId()).isEqualTo(plan.cell(0).runId());
    assertThat(numbers(SweepPlan.runs(plan.cells()))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(numbers(SweepPlan.runs(plan.cells().subList(5, 10)))).containsExactly(5, 6, 7, 8, 9);
  }

  /** Eight hexadecimal digits may agree by chance: here two digests do so up to the last digit. */
  @Test
  void oneIdForTwoConfigurationsIsRefused() {
    SweepConfig config = config();
    List<CellConfig> cells = new ArrayList<>(config.cells());
    RunConfig first = cells.get(0).run();
    String digest = first.digest();
    char last = digest.charAt(63) == '0' ? '1' : '0';
    cells.set(
        2,
        new CellConfig(cells.get(2).labels(), withDigest(first, digest.substring(0, 63) + last)));
    SweepConfig colliding =
        new SweepConfig("s", "runs", 1, List.of(), List.of(), 100, config.axes(), cells);
    assertThatThrownBy(() -> SweepPlan.of(colliding))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(
            "cell 0: dataset=a, method=labels, seed=0 and cell 2: dataset=a, method=fixed, seed=0 both have the run id "
                + first.runId());
  }

  private static RunConfig withDigest(RunConfig c, String digest) {
    return new RunConfig(
        c.run(),
        c.store(),
        c.data(),
        c.teachers(),
        c.student(),
        c.method(),
        c.baselines(),
        c.mixing(),
        c.train(),
        c.intermediates(),
        c.evaluate(),
        c.predict(),
        c.cluster(),
        c.effective(),
        digest);
  }

  @Test
  void onlyTakesAnyLabelOfAnAxisAndAllAxes() {
    SweepPlan plan = SweepPlan.of(config());
    assertThat(numbers(plan.only(Map.of()))).hasSize(10);
    assertThat(numbers(plan.only(Map.of("method", Set.of("fixed"))))).containsExactly(2, 3, 6, 7);
    assertThat(numbers(plan.only(Map.of("method", Set.of("fixed", "labels"), "seed", Set.of("1")))))
        .containsExactly(1, 3, 5, 7);
    assertThat(numbers(plan.only(Map.of("name", Set.of("again"))))).containsExactly(8, 9);
  }

  @Test
  void onlyRefusesWhatNoCellHas() {
    SweepPlan plan = SweepPlan.of(config());
    assertThatThrownBy(() -> plan.only(Map.of("metod", Set.of("fixed"))))
        .hasMessageContaining(
            "--only metod=fixed: expected one of the axes [dataset, method, seed, data-seed, name]");
    assertThatThrownBy(() -> plan.only(Map.of("method", Set.of("amal"))))
        .hasMessageContaining("--only method=amal: expected one of [labels, fixed]");
    assertThatThrownBy(() -> plan.only(Map.of("name", Set.of("again"), "method", Set.of("fixed"))))
        .hasMessageContaining("--only: found no cell with all of");
  }

  @Test
  void aNumberOutsideIsRefused() {
    SweepPlan plan = SweepPlan.of(config());
    assertThatThrownBy(() -> plan.cell(10))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("--cell: found 10; expected a number from 0 to 9; see --dry-run");
    assertThatThrownBy(() -> plan.cell(-1)).isInstanceOf(InvalidConfigException.class);
  }

  @Test
  void referencesThatNoCellHasAreRefused() {
    assertThat(SweepPlan.of(config("sweep.references=[fixed]")).cells()).hasSize(10);
    assertThatThrownBy(() -> SweepPlan.of(config("sweep.references=[gate]")))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(
            "sweep.references: found gate; expected some of the variants [labels, fixed]");
  }

  @Test
  void cellsThatAreSureToHaveNoTestRowsAreRefused() {
    assertThatThrownBy(() -> SweepPlan.of(config("data.split.test=0")))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(
            "cell 0: dataset=a, method=labels, seed=0: found data.split.test = 0; expected test rows");
    assertThat(SweepPlan.of(config("data.split.test=0", "data.csv.split=part")).cells())
        .hasSize(10);
    assertThatThrownBy(
            () -> SweepPlan.of(config("data.source=synthetic", "data.synthetic.test-rows=0")))
        .hasMessageContaining("data.synthetic.test-rows = 0");
  }

  /** Of cells 0 and 2: (2 + 8) / 2 = 5 for others, and each for those that differ by their seed. */
  @Test
  void estimatesAreMeansOfMeasuredCells() {
    SweepPlan plan = SweepPlan.of(config());
    CellEstimates estimates = new CellEstimates();
    assertThat(estimates.of(plan.cell(0))).isEmpty();
    estimates.add(plan.cell(0), 2);
    estimates.add(plan.cell(2), 8);
    estimates.add(plan.cell(4), Double.NaN);
    assertThat(estimates.of(plan.cell(1))).hasValue(2);
    assertThat(estimates.of(plan.cell(3))).hasValue(8);
    assertThat(estimates.of(plan.cell(5))).hasValue(5);
    assertThat(estimates.measured()).isEqualTo(2);
  }
}

package org.almkd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepConfigErrorsTest {
  private static final String BASE =
      "data { source = csv, csv.path = rows.csv, classes = 3 }, teachers = [{ name = big }]\n";
  private static final String METHODS = "sweep.axes { method = [labels, fixed] }\n";

  private static List<String> problems(String added, String... overrides) {
    InvalidConfigException error =
        catchThrowableOfType(
            InvalidConfigException.class,
            () -> SweepConfigReader.read("s.conf", BASE + added, List.of(overrides)));
    return error == null ? List.of() : error.problems();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "sweep.sedes = 1 # s.conf: 3: unknown key sweep.sedes (did you mean sweep.seeds?)",
        "train.epoch = 1 # s.conf: 3: unknown key train.epoch (did you mean train.epochs?)",
        "sweep = 5 # s.conf: 3: sweep = 5; expected a block",
        "sweep.seeds = 0 # s.conf: 3: sweep.seeds = 0; expected a count from 1 to 10000, or a list",
        "sweep.seeds = [] # sweep.seeds = []; expected a count from 1",
        "sweep.seeds = [1, 1] # sweep.seeds = [1,1]; expected a count from 1 to 10000, or a list of different",
        "sweep.seeds = [-1] # sweep.seeds = [-1]; expected a count",
        "sweep.seeds = [1.5] # sweep.seeds = [1.5]; expected a count",
        "sweep.seeds = many # sweep.seeds = \"many\"; expected a count",
        "sweep.data-seeds = -3 # sweep.data-seeds = -3; expected a count",
        "sweep.parallel = 0 # sweep.parallel = 0; expected a whole number from 1 to",
        "sweep.name = a/b # sweep.name = \"a/b\"; expected letters, digits",
        "sweep.figures = [a b] # sweep.figures = [\"a b\"]; expected a list of names of figures",
        "sweep.figures = fig # sweep.figures = \"fig\"; expected a list of texts",
        "sweep.axes = [1] # s.conf: 3: sweep.axes = [1]; expected a block { axis = [ ... ], ... } of lists",
        "sweep.axes.x = 3 # s.conf: 3: sweep.axes.x = 3; expected a list [ ... ] of at least one value",
        "sweep.axes.x = [] # sweep.axes.x = []; expected a list [ ... ] of at least one value",
        "sweep.axes.x = [1] # sweep.axes.x[0] = 1; expected { name = ..., key = value, ... }",
        "sweep.axes.mixing.temprature = [1] # (did you mean mixing.temperature?)",
        "sweep.axes.train = [1] # sweep.axes.train[0] = 1; expected { name = ...",
        "sweep.axes.train.epochs = [[1]] # sweep.axes.train.epochs[0] = [1]; expected a number or word",
        "sweep.axes.data.csv.path = [a/b] # sweep.axes.data.csv.path[0] = \"a/b\"; expected a number or word",
        "sweep.axes.x = [{ train.epochs = 1 }] # sweep.axes.x[0] has no name",
        "sweep.axes.x = [{ name = 'a b' }] # sweep.axes.x[0].name = \"'a b'\"; expected letters, digits",
        "sweep.axes.x = [{ name = a, train.epoch = 1 }] # unknown key sweep.axes.x[0].train.epoch (did you mean sweep.axes.x[0].train.epochs?)",
        "sweep.axes.x = [{ name = a }, { name = a }] # sweep.axes.x[1] is called a as another value",
        "sweep.axes.train.epochs = [1, 1] # sweep.axes.train.epochs[1] is called 1 as another value",
        "sweep.axes { a.b = [{ name = x }], \"a.b\" = [{ name = y }] } # sweep.axes.a.b stands twice",
        "sweep.axes.x = [{ name = a, run.seed = 1 }] # sweep.axes.x[0] sets run; expected keys in which cells may differ",
        "sweep.axes.x = [{ name = a, data.seed = 1 }] # sweep.axes.x[0] sets data.seed; expected",
        "sweep.axes.x = [{ name = a, store.dir = b }] # sweep.axes.x[0] sets store; expected",
        "sweep.axes.run.seed = [1] # sweep.axes.run.seed[0] = 1; expected",
        "sweep.axes.seed = [{ name = a }] # sweep.axes.seed: expected a name that the answer of a sweep does not use itself; set sweep.seeds",
        "sweep.axes.runId = [{ name = a }] # sweep.axes.runId: expected a name that the answer",
        "sweep.axes.'x y' = [{ name = a }] # sweep.axes.'x y': expected an axis of letters",
        "run.seed = 3 # s.conf: 3: run.seed is set; expected no such key in a sweep: set sweep.seeds",
        "data.seed = 3 # data.seed is set; expected no such key in a sweep: set sweep.data-seeds",
        "run.id = x # run.id is set; expected no such key in a sweep",
        "run.fresh = true # run.fresh is set; expected no such key in a sweep",
        "sweep.seeds = ${nothing} # Could not resolve substitution",
        "sweep.axes.x = [{ name = a, data.csv.path = \"s3a://k:s@b/x\" }] # holds user name or password",
        "sweep.cells = [3] # sweep.cells = [3]; expected a list of blocks",
        "sweep.cells = [{ method = labels }] # sweep.cells[0] has no name",
        "sweep.cells = [{ name = a }, { name = a }] # sweep.cells[1] is called {name=a} as another cell",
        "sweep.cells = [{ name = a, labels = 3 }] # sweep.cells[0].labels = 3; expected a block",
        "sweep.cells = [{ name = a, labels { seed = 3 } }] # sweep.cells[0].labels.seed = 3; expected axis = label",
      })
  void badBlockIsRefused(String added, String says) {
    assertThat(problems(METHODS + added))
        .anySatisfy(problem -> assertThat(problem).startsWith("s.conf: ").contains(says));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{} # sweep.exclude[0] is empty",
        "{ dataset = a } # sweep.exclude[0].dataset: expected one of the axes [method, seed]",
        "{ method = alm-kd } # sweep.exclude[0].method = \"alm-kd\"; expected one of [labels, fixed]",
        "{ seed = 7 } # sweep.exclude[0].seed = 7; expected one of [0]",
        "{ data-seed = 0 } # sweep.exclude[0].data-seed: expected one of the axes [method, seed]",
        "{ method = [labels] } # sweep.exclude[0].method = [\"labels\"]; expected one of",
        "3 # sweep.exclude = [3]; expected a list of blocks",
        "{ method = labels }, { method = fixed } # the sweep has no cell",
      })
  void badExclusionIsRefused(String entries, String says) {
    assertThat(problems(METHODS + "sweep.exclude = [" + entries + "]"))
        .anySatisfy(problem -> assertThat(problem).startsWith("s.conf: ").contains(says));
  }

  @Test
  void aSweepWithoutCellsIsRefused() {
    assertThat(problems(""))
        .containsExactly(
            "s.conf: the sweep has no cell; expected axes, of which not everything is excluded, or cells; add sweep.axes");
  }

  @Test
  void aSweepOfTooManyCellsIsRefusedBeforeTheyAreMade() {
    assertThat(problems(METHODS + "sweep { seeds = 10000, data-seeds = 10000 }"))
        .containsExactly(
            "s.conf: the sweep has 200000000 cells; expected at most 10000; make several sweeps of it");
  }

  @Test
  void anArgumentMustNotSetWhatAnAxisSets() {
    assertThat(problems(METHODS, "method=alm-kd"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith(
            "argument 'method=alm-kd': method is an argument, and method is set by cells of the sweep");
    assertThat(problems("sweep.axes { \"train.epochs\" = [1] }", "train={epochs=3}")).hasSize(1);
    assertThat(problems(METHODS, "train.epochs=3")).isEmpty();
  }

  @Test
  void argumentsAreParsedAsThoseOfARun() {
    assertThat(problems(METHODS, "train.epoch=3"))
        .containsExactly(
            "argument 'train.epoch=3': unknown key train.epoch (did you mean train.epochs?)");
    assertThat(problems(METHODS, "nonsense")).hasSize(1);
  }

  @Test
  void aProblemOfCellsIsToldOnceAndNamesThem() {
    List<String> problems =
        problems(
            """
            train.epochs = 0
            sweep {
              seeds = 2
              axes {
                dataset = [ { name = a }, { name = b, data.csv.delimiter = ";;" } ]
                method = [ labels, { name = wild, method = alm-kd, mixing.temperature = -1 } ]
              }
            }
            """);
    assertThat(problems).hasSize(3);
    assertThat(problems.get(0))
        .startsWith("s.conf: 2: train.epochs = 0;")
        .endsWith("(all 8 cells)");
    assertThat(problems.get(1))
        .startsWith("s.conf: 7: mixing.temperature = -1;")
        .endsWith("(cell dataset=a, method=wild, seed=0 and 3 more)");
    assertThat(problems.get(2))
        .startsWith("s.conf: 6: data.csv.delimiter = \";;\";")
        .endsWith("(cell dataset=b, method=labels, seed=0 and 3 more)");
  }

  @Test
  void theAnswerMustNotLieInTheStore() {
    assertThat(problems(METHODS + "sweep.name = store"))
        .containsExactly(
            "s.conf: sweep.name = store is the folder of the store; expected a folder of its own in run.dir; give the sweep another name");
  }

  @Test
  void theAnswerMustNotLieInARun() {
    RunConfig run = RunConfigReader.read("r", BASE, List.of("method=labels"));
    assertThat(problems(METHODS + "sweep.name = " + run.runId())).hasSize(1);
  }
}

package org.almkd.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs a class of JMH benchmarks, each in a JVM of its own with the flags of this one. */
final class JmhBench {
  private JmhBench() {}

  /**
   * Returns a measurement for each method and each choice of parameters.
   *
   * @param type the class
   * @param unit unit that the class reports in
   * @param name names a result
   */
  static List<Measurement> run(Class<?> type, String unit, Function<Case, String> name) {
    Options options =
        new OptionsBuilder()
            .include("^" + type.getName().replace(".", "\\.") + "\\.")
            .verbosity(VerboseMode.NORMAL)
            .shouldFailOnError(true)
            .build();
    try {
      Collection<RunResult> results =
          new Runner(
                  options, OutputFormatFactory.createFormatInstance(System.err, VerboseMode.NORMAL))
              .run();
      List<Measurement> measurements = new ArrayList<>();
      for (RunResult result : results) {
        Result<?> primary = result.getPrimaryResult();
        measurements.add(
            Measurement.of(
                name.apply(new Case(primary.getLabel(), result)), unit, primary.getStatistics()));
      }
      return measurements;
    } catch (RunnerException e) {
      throw new IllegalStateException("cannot run the benchmarks of " + type.getName(), e);
    }
  }

  /** A method and its parameters. */
  record Case(String method, RunResult result) {
    String parameter(String key) {
      return result.getParams().getParam(key);
    }
  }
}

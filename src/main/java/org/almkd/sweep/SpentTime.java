package org.almkd.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.almkd.config.InvalidConfigException;
import org.almkd.report.FinishedRun;
import org.almkd.report.Numbers;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the runs of a sweep spent their time on, from timings.json of each. For the console: files
 * of a summary hold no clock values.
 */
public final class SpentTime {
  private static final Logger LOG = LoggerFactory.getLogger(SpentTime.class);

  private final Map<String, Double> training = new LinkedHashMap<>();
  private double total;
  private int runs;

  private SpentTime() {}

  /** Adds up the runs of the cells that succeeded, each once; those that cannot be read are not. */
  public static SpentTime of(Storage storage, Collection<CellOutcome> outcomes) {
    SpentTime spent = new SpentTime();
    outcomes.stream()
        .filter(o -> o.state() == CellOutcome.State.SUCCEEDED)
        .map(CellOutcome::folder)
        .distinct()
        .forEach(folder -> spent.add(storage, folder));
    return spent;
  }

  private void add(Storage storage, String folder) {
    try {
      add(FinishedRun.open(storage, folder).timings());
    } catch (InvalidConfigException | StorageException e) {
      // The summary names what is damaged; a line on the console is not worth a failure.
      LOG.debug("no times of {}", folder, e);
    }
  }

  private void add(JsonNode timings) {
    timings
        .path("training")
        .fields()
        .forEachRemaining(
            part -> training.merge(part.getKey(), part.getValue().asDouble(), Double::sum));
    total += timings.path("total").asDouble();
    runs++;
  }

  /** Returns a line; nothing where no times are known. */
  public Optional<String> inWords() {
    if (total == 0) {
      return Optional.empty();
    }
    double trained = training.values().stream().mapToDouble(Double::doubleValue).sum();
    StringBuilder text =
        new StringBuilder(
            "time: %s s a run, mean of %d; trainings %s s, side by side or not"
                .formatted(Numbers.seconds(total / runs), runs, Numbers.seconds(trained / runs)));
    String separator = ": ";
    for (Map.Entry<String, Double> part : training.entrySet()) {
      text.append(separator).append(part.getKey()).append(share(part.getValue(), trained));
      separator = ", ";
    }
    return Optional.of(text.toString());
  }

  private static String share(double part, double whole) {
    return " %.0f %%".formatted(100 * part / whole);
  }
}

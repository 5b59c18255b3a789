package org.almkd;

import java.util.Locale;
import org.almkd.report.Numbers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a line whenever a cell ends: how many are done, how many failed, rate, remaining time. */
final class SweepProgress {
  private static final Logger LOG = LoggerFactory.getLogger(SweepProgress.class);

  private final String name;
  private final int total;
  private final long start = System.nanoTime();
  private int done;
  private int failed;

  SweepProgress(String name, int total) {
    this.name = name;
    this.total = total;
  }

  synchronized void succeeded() {
    ended();
  }

  /** A cell that stopped is to be run again. */
  synchronized void stopped() {
    LOG.info("sweep {}: a cell stopped, and goes on when the sweep is started again", name);
  }

  synchronized void failed() {
    failed++;
    ended();
  }

  private void ended() {
    done++;
    double perSecond = done / ((System.nanoTime() - start) / 1e9);
    LOG.info(
        "sweep {}: {}/{} cells, {} failed, {} cells/min, {} s left",
        name,
        done,
        total,
        failed,
        String.format(Locale.ROOT, "%.1f", 60 * perSecond),
        Numbers.seconds((total - done) / perSecond));
  }
}

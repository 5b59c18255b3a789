package org.almkd;

import org.almkd.data.PreparedData;
import org.almkd.data.Split;
import org.almkd.method.Doubted;
import org.almkd.method.Teacher;
import org.almkd.report.DoubtReport;

/** Puts what a lesson found of its labels beside what is known of them. */
final class DoubtReports {
  private DoubtReports() {}

  static DoubtReport of(Doubted doubted, PreparedData data) {
    return doubted
        .found()
        .map(
            found ->
                DoubtReport.of(
                    found.estimates(),
                    found.doubts().columns_RN()[0],
                    data.reader().index(Split.TRAIN),
                    doubted.reason(),
                    doubted.refitted().stream().map(Teacher::name).toList(),
                    data.classNames()))
        .orElseGet(() -> DoubtReport.unknown(doubted.reason(), data.classNames()));
  }
}

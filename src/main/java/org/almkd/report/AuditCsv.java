package org.almkd.report;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lines of audit.csv by RFC 4180 (with LF ends): what the audit says, in columns that begin with
 * "audit_", then all columns of the source under their own names.
 *
 * @param classNames name of class 0, 1, ...
 * @param sourceColumns names of the columns of the source
 */
public record AuditCsv(List<String> classNames, List<String> sourceColumns)
    implements Serializable {
  private static final List<String> OWN =
      List.of(
          "audit_rank",
          "audit_id",
          "audit_label",
          "audit_teacher_label",
          "audit_clean_label",
          "audit_flipped",
          "audit_label_share",
          "audit_doubt",
          "audit_teacher_probability",
          "audit_lambda_rank",
          "audit_teacher_rank",
          "audit_combined_rank");

  /** Copies the lists. */
  public AuditCsv {
    classNames = List.copyOf(classNames);
    sourceColumns = List.copyOf(sourceColumns);
  }

  /** Returns the first line, with its end. */
  public String header() {
    List<String> names = new ArrayList<>(OWN);
    Set<String> taken = new HashSet<>(OWN);
    taken.addAll(sourceColumns);
    for (String column : sourceColumns) {
      String name = column;
      // As when an audit.csv was trained on: each name stands once.
      while (OWN.contains(column) && taken.contains(name)) {
        name = "source_" + name;
      }
      taken.add(name);
      names.add(name);
    }
    return CsvLine.of(names);
  }

  /** Returns the line of a row, with its end. */
  public String line(AuditRow row) {
    List<String> cells = new ArrayList<>();
    cells.add(Long.toString(row.place()));
    cells.add(Long.toString(row.id()));
    cells.add(classNames.get(row.given()));
    cells.add(classNames.get(row.teacherClass()));
    cells.add(row.cleanClass().isPresent() ? classNames.get(row.clean()) : "");
    cells.add(row.cleanClass().isPresent() ? Boolean.toString(row.isFlipped()) : "");
    cells.add(single(row.labelShare()));
    cells.add(Double.isNaN(row.doubt()) ? "" : single(row.doubt()));
    cells.add(single(row.teacherProbability()));
    cells.add(rank(row.lambdaRank()));
    cells.add(rank(row.teacherRank()));
    cells.add(rank(row.combinedRank()));
    cells.addAll(row.source());
    return CsvLine.of(cells);
  }

  /** Lambdas are learned in single precision: more digits would mean nothing. */
  private static String single(double value) {
    return Float.toString((float) value);
  }

  /** A rank is whole, or lies halfway between two. */
  static String rank(double rank) {
    return new BigDecimal(rank).toPlainString();
  }
}

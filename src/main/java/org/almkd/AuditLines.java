package org.almkd;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.almkd.data.SparkTrainingTable;
import org.almkd.mixing.SparkLabelTrust;
import org.almkd.report.AuditCsv;
import org.almkd.report.AuditRanking;
import org.almkd.report.AuditRow;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Row;

/** The lines of audit.csv in order, of which none is kept; the first rows are, for the page. */
final class AuditLines implements Iterator<String> {
  private final List<AuditRow> first = new ArrayList<>();
  private final Iterator<Line> rows;
  private final String header;
  private boolean begun;

  /** Lines of rows below a header. */
  AuditLines(String header, Iterator<Line> rows) {
    this.header = header;
    this.rows = rows;
  }

  /**
   * A line.
   *
   * @param text the line with its end
   * @param row the row, if the page shows it; else null (an Optional does not travel)
   */
  record Line(String text, AuditRow row) implements Serializable {}

  /** Returns the rows for the page that have gone by. */
  List<AuditRow> first() {
    return List.copyOf(first);
  }

  @Override
  public boolean hasNext() {
    return !begun || rows.hasNext();
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (!begun) {
      begun = true;
      return header;
    }
    Line line = rows.next();
    if (line.row() != null) {
      first.add(line.row());
    }
    return line.text();
  }

  /** Executor side: the line of a row. */
  static final class Task implements Function<Row, Line> {
    private static final long serialVersionUID = 1L;
    private final AuditCsv csv;
    private final AuditRanking.Kind order;
    private final int top;

    /** Makes lines; the first rows, so many, go with theirs. */
    Task(AuditCsv csv, AuditRanking.Kind order, int top) {
      this.csv = csv;
      this.order = order;
      this.top = top;
    }

    @Override
    public Line call(Row row) {
      AuditRow audited = audited(row);
      return new Line(csv.line(audited), audited.place() <= top ? audited : null);
    }

    private AuditRow audited(Row row) {
      List<String> source = new ArrayList<>();
      for (Object text : row.getList(row.fieldIndex(SparkTrainingTable.COLUMNS))) {
        source.add(text == null ? "" : text.toString());
      }
      Integer clean = row.getAs(SparkTrainingTable.CLEAN);
      Double doubt = row.getAs(SparkLabelTrust.DOUBT);
      return new AuditRow(
          row.getAs(AuditRun.place(order)),
          row.getAs(AuditRun.ID),
          row.getAs(SparkTrainingTable.GIVEN),
          clean == null ? -1 : clean,
          row.getAs(SparkLabelTrust.TEACHER_CLASS),
          row.getAs(SparkLabelTrust.LABEL_SHARE),
          doubt == null ? Double.NaN : doubt,
          row.getAs(SparkLabelTrust.TEACHER_PROBABILITY),
          row.getAs(AuditRun.rank(AuditRanking.Kind.LAMBDA)),
          row.getAs(AuditRun.rank(AuditRanking.Kind.TEACHER)),
          row.getAs(AuditRun.rank(AuditRanking.Kind.COMBINED)),
          source);
    }
  }
}

package org.almkd.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AuditCsvTest {
  private static final List<String> CLASSES = List.of("cat", "dog, big");

  private static AuditRow row(int clean, double rank, String... source) {
    return new AuditRow(3, -7, 0, clean, 1, 0.9f, Double.NaN, 1e-9f, rank, 2, 6.5, List.of(source));
  }

  @Test
  void cellsThatNeedItAreQuoted() {
    AuditCsv csv = new AuditCsv(CLASSES, List.of("a", "b", "c", "d", "e", "f"));
    assertThat(csv.line(row(1, 12.5, "plain", "x,y", "say \"hi\"", "two\nlines", " pad", "")))
        .isEqualTo(
            "3,-7,cat,\"dog, big\",\"dog, big\",true,0.9,,1.0E-9,12.5,2,6.5,plain,\"x,y\","
                + "\"say \"\"hi\"\"\",\"two\nlines\",\" pad\",\n");
  }

  @Test
  void unknownCleanLabelsAreEmptyAndLargeRanksPlain() {
    AuditCsv csv = new AuditCsv(CLASSES, List.of());
    assertThat(csv.line(row(-1, 123_456_789.5)))
        .isEqualTo("3,-7,cat,\"dog, big\",,,0.9,,1.0E-9,123456789.5,2,6.5\n");
    assertThat(csv.line(row(0, 1))).contains(",cat,false,");
  }

  @Test
  void columnsOfTheSourceKeepTheirNamesUnlessTheAuditHasThem() {
    AuditCsv csv =
        new AuditCsv(CLASSES, List.of("id", "audit_rank", "source_audit_rank", "the, text"));
    assertThat(csv.header())
        .isEqualTo(
            "audit_rank,audit_id,audit_label,audit_teacher_label,audit_clean_label,audit_flipped,"
                + "audit_label_share,audit_doubt,audit_teacher_probability,audit_lambda_rank,"
                + "audit_teacher_rank,audit_combined_rank,id,source_source_audit_rank,source_audit_rank,"
                + "\"the, text\"\n");
  }
}

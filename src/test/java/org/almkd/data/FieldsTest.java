package org.almkd.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.almkd.config.Classes;
import org.junit.jupiter.api.Test;

class FieldsTest {
  @Test
  void fieldsFollowRfc4180OnOneLine() {
    CsvFields fields = new CsvFields(',', 6);
    assertThat(fields.of("a, b ,\"c,d\",\"say \"\"x\"\"\","))
        .containsExactly("a", "b", "c,d", "say \"x\"", "");
    assertThat(fields.of("#1,2")).containsExactly("#1", "2");
    assertThat(fields.of("1,\"2")).isNull();
    assertThat(fields.of("1,2,3,4,5,6,7")).isNull();
    assertThat(new CsvFields('\t', 3).of("1\t2")).containsExactly("1", "2");
  }

  @Test
  void numbersAreFiniteDecimals() {
    assertThat(FeatureNumber.parse("-1.25e-3")).isEqualTo(-1.25e-3f);
    assertThat(FeatureNumber.parse("+.5")).isEqualTo(0.5f);
    for (String text :
        List.of("", "NaN", "Infinity", "1f", "0x1p3", "1e39", "1,5", "--1", "1 2", "e")) {
      assertThat(FeatureNumber.parse(text)).as(text).isNaN();
    }
  }

  @Test
  void labelsAreClassesOrRefused() {
    ClassReader counted = new ClassReader(Classes.counted(10));
    assertThat(counted.classOf("9")).isEqualTo(9);
    assertThat(counted.classOf("09")).isEqualTo(9);
    assertThat(counted.classOf("9.0")).isEqualTo(9);
    for (String text : List.of("10", "-1", "1.5", "", "nine", "NaN", "99999999999", "1e300")) {
      assertThat(counted.classOf(text)).as(text).isEqualTo(-1);
    }
    assertThat(counted.refusal("NaN")).contains("not a finite number");
    ClassReader named = new ClassReader(Classes.named(List.of("ankle boot", "bag", "coat")));
    assertThat(named.classOf("bag")).isEqualTo(1);
    assertThat(named.classOf("1")).isEqualTo(-1);
    assertThat(named.refusal("Ankle-boot")).contains("(did you mean ankle boot?)");
    assertThat(new ClassReader(Classes.counted(0)).classOf("70000")).isEqualTo(70_000);
  }

  @Test
  void idsAreCanonicalNumbersOrHashes() {
    SourceRow row = new SourceRow(Features.of(new float[1], 1));
    for (String text :
        List.of(
            "0", "7", "-12", "9223372036854775807", "-9223372036854775808", "123456789012345678")) {
      RowId.read(text, row);
      assertThat(row.textId).as(text).isFalse();
      assertThat(row.id).isEqualTo(Long.parseLong(text));
    }
    for (String text : List.of("007", "-0", "+7", "-", "x", "9223372036854775808", "7.0", "1e3")) {
      RowId.read(text, row);
      assertThat(row.textId).as(text).isTrue();
      assertThat(row.id).isEqualTo(RowId.hashed(text));
      assertThat(row.key).isEqualTo(text);
    }
  }

  @Test
  void namesNearbyAreSuggested() {
    assertThat(NearestName.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestName.hint("lable", List.of("id", "label")))
        .isEqualTo(" (did you mean label?)");
    assertThat(NearestName.hint("label", List.of("x0", "x1"))).isEmpty();
  }

  @Test
  void blocksDependOnTheWidthAlone() {
    assertThat(BlockPlan.rowsPerBlock(14)).isEqualTo(65_536);
    assertThat(BlockPlan.rowsPerBlock(784)).isEqualTo(5349);
    assertThat(BlockPlan.rowsPerBlock(3 * 224 * 224)).isEqualTo(256);
  }

  @Test
  void everyRowFindsItsBlock() {
    long[] ids = new long[1000];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = 10L * i - 300;
    }
    SplitIndex train = new SplitIndex(Split.TRAIN, ids, new int[1000], new int[0]);
    SplitIndex empty = new SplitIndex(Split.VALIDATION, new long[0], new int[0], new int[0]);
    SplitIndex none = new SplitIndex(Split.SELECTION, new long[0], new int[0], new int[0]);
    SplitIndex test = new SplitIndex(Split.TEST, new long[] {5}, new int[1], new int[0]);
    BlockPlan plan = BlockPlan.of(List.of(train, empty, none, test), 1 << 20);
    assertThat(plan.blocks()).isEqualTo(5);
    for (int i = 0; i < ids.length; i++) {
      assertThat(plan.block(Split.TRAIN, ids[i])).isEqualTo(i / 256);
    }
    assertThat(plan.block(Split.TEST, 5)).isEqualTo(4);
    assertThat(plan.split(4)).isEqualTo(Split.TEST);
    assertThat(plan.index(4)).isZero();
    assertThat(List.of(plan.rows(0), plan.rows(3), plan.rows(4))).containsExactly(256, 232, 1);
  }
}

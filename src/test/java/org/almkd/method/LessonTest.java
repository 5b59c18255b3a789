package org.almkd.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.almkd.config.AssistantConfig;
import org.almkd.config.RunConfig;
import org.almkd.config.RunConfigReader;
import org.junit.jupiter.api.Test;

class LessonTest {
  private static final RunConfig CONFIG =
      RunConfigReader.read(
          "run.conf",
          "data.source = synthetic, data.classes = 3, teachers = [{}], method = takd,"
              + " takd.assistants = [{ name = a, epochs = 3, architecture.hidden = [9] }, { name = b }]",
          List.of());
  private static final Lesson LESSON =
      new Lesson(
          "student",
          CONFIG.method(),
          CONFIG.student(),
          CONFIG.mixing(),
          CONFIG.train(),
          CONFIG.intermediates(),
          42);

  @Test
  void theFirstGenerationIsTheLessonItself() {
    assertThat(LESSON.generation(1)).isEqualTo(LESSON);
  }

  @Test
  void eachNextGenerationDiffersBySeedAlone() {
    Lesson second = LESSON.generation(2);
    Lesson third = LESSON.generation(3);
    assertThat(List.of(LESSON.seed(), second.seed(), third.seed())).doesNotHaveDuplicates();
    assertThat(second).usingRecursiveComparison().ignoringFields("seed").isEqualTo(LESSON);
  }

  @Test
  void anAssistantHasItsOwnNetworkTrainingAndSeed() {
    AssistantConfig a = CONFIG.intermediates().takd().get(0);
    Lesson first = LESSON.of(a);
    assertThat(first.name()).isEqualTo("a");
    assertThat(first.student()).isEqualTo(a.network());
    assertThat(first.train().epochs()).isEqualTo(3);
    assertThat(first.method()).isEqualTo(LESSON.method());
    Lesson other = LESSON.of(CONFIG.intermediates().takd().get(1));
    assertThat(List.of(LESSON.seed(), first.seed(), other.seed())).doesNotHaveDuplicates();
  }
}

package org.almkd.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigCompletenessTest {

  @Test
  void everyKeyOfTheDefaultsIsRead() {
    List<String> keys =
        ConfigReference.load().rows().stream().map(ConfigReference.Row::key).toList();
    assertThat(RunConfigReader.keysRead(Configurations.LEAST)).containsAll(keys);
  }

  @Test
  void defaultsNameNoKeyTwice() {
    List<String> keys =
        ConfigReference.load().rows().stream().map(ConfigReference.Row::key).toList();
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void presetsHoldOnlyKeysOfTheDefaults() {
    for (String preset : List.of("presets/authors.conf", "presets/amal.conf")) {
      Problems problems = new Problems(preset);
      String text = Layers.resource(preset);
      new KnownKeys(Layers.standard(), problems).check(ConfigFactory.parseString(text).root(), "");
      assertThat(problems.areNone()).as(preset).isTrue();
    }
  }

  @Test
  void everyDefaultIsKeptWhenNothingIsWritten() {
    RunConfig config =
        RunConfigReader.read(
            Purpose.DISTILL,
            ConfigFile.NONE,
            List.of(),
            List.of("method=labels", "data.source=synthetic"));
    String defaults =
        Layers.standard()
            .withValue("method", ConfigFactory.parseString("v = labels").getValue("v"))
            .withValue("data.source", ConfigFactory.parseString("v = synthetic").getValue("v"))
            .root()
            .render(ConfigRenderOptions.concise());
    assertThat(
            ConfigFactory.parseString(config.effective())
                .root()
                .render(ConfigRenderOptions.concise()))
        .isEqualTo(defaults);
  }
}

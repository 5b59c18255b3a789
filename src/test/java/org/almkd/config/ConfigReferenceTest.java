package org.almkd.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
  private static final Path README = Path.of("README.md");

  @Test
  void readmeTableIsTheDefaultsFile() throws IOException {
    requireTable("parameters", ConfigReference.load());
  }

  @Test
  void readmeTableOfSweepsIsTheirDefaultsFile() throws IOException {
    requireTable("sweep-parameters", ConfigReference.ofSweeps());
  }

  private static void requireTable(String marker, ConfigReference reference) throws IOException {
    String readme = Files.readString(README);
    String start = "<!-- " + marker + ":begin -->\n";
    int begin = readme.indexOf(start) + start.length();
    int end = readme.indexOf("<!-- " + marker + ":end -->");
    assertThat(end).as("markers of the parameter table in README.md").isGreaterThanOrEqualTo(begin);
    String table = reference.markdownTable();
    if (Boolean.getBoolean("almkd.updateReadme")) {
      Files.writeString(README, readme.substring(0, begin) + table + readme.substring(end));
      return;
    }
    assertThat(readme.substring(begin, end))
        .as(
            "parameter table of README.md; rewrite it with -Dtest=ConfigReferenceTest -Dalmkd.updateReadme=true")
        .isEqualTo(table);
  }

  @Test
  void everyKeyHasADescription() {
    assertThat(ConfigReference.load().rows())
        .hasSizeGreaterThan(100)
        .allSatisfy(row -> assertThat(row.description()).as(row.key()).isNotBlank());
  }

  @Test
  void rowsHaveKeyDefaultAndDescriptionInTheOrderOfTheFile() {
    ConfigReference reference =
        ConfigReference.parse(
            "b {\n # Two\n # lines.\n x = a b\n # Other.\n y = ${b.x}\n}\n# One | two.\na = []\n");
    assertThat(reference.rows())
        .containsExactly(
            new ConfigReference.Row("b.x", "a b", "Two lines."),
            new ConfigReference.Row("b.y", "${b.x}", "Other."),
            new ConfigReference.Row("a", "[]", "One | two."));
    assertThat(reference.markdownTable()).endsWith("| `a` | `[]` | One \\| two. |\n");
  }

  @Test
  void listingWrapsDescriptions() {
    List<String> lines = ConfigReference.load().listing().lines().toList();
    assertThat(lines).contains("train.epochs = 100", "    Passes over the training rows; >= 1.");
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }
}

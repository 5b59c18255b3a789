package org.almkd.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineageTest {
  private static final NetworkReport STUDENT =
      Results.network("student", Results.epoch(1, 0.5, 0.4));

  @Test
  void aStudentOfTheTeachersHasNone() {
    assertThat(Lineage.DIRECT.toJson(STUDENT)).isEqualTo(STUDENT.toJson());
  }

  @Test
  void theStudentIsTheLastOfItsGenerations() {
    Lineage lineage = new Lineage(List.of(), List.of(ancestor("generation-1", 0.2)), List.of());
    JsonNode json = Results.json(lineage.toJson(STUDENT));
    assertThat(json.at("/generations").fieldNames())
        .toIterable()
        .containsExactly("generation-1", "generation-2");
    assertThat(json.at("/generations/generation-1/test/accuracy/last").asDouble()).isEqualTo(0.2);
    assertThat(json.at("/generations/generation-1/store").asText())
        .isEqualTo("networks/generation-1");
    assertThat(json.at("/generations/generation-2/test")).isEqualTo(json.at("/test"));
    assertThat(json.at("/generations/generation-2/store").isMissingNode()).isTrue();
    assertThat(json.has("assistants")).isFalse();
  }

  @Test
  void thePageNamesAllNetworks() {
    Lineage generations = new Lineage(List.of(), List.of(ancestor("generation-1", 0.2)), List.of());
    Lineage assistants = new Lineage(List.of(ancestor("mid", 0.3)), List.of(), List.of());
    JsonNode report =
        Results.json(
            Map.of(
                "student", generations.toJson(STUDENT),
                "teachers", Map.of("big", STUDENT.toJson()),
                "baselines", Map.of("takd", assistants.toJson(STUDENT))));
    Map<String, JsonNode> networks = NetworkNames.networks(report);
    assertThat(networks.keySet())
        .containsExactly(
            "student",
            "student.generations.generation-1",
            "teachers.big",
            "baselines.takd",
            "baselines.takd.assistants.mid");
    assertThat(networks.keySet().stream().map(NetworkNames::shown))
        .containsExactly(
            "student",
            "generation-1 of student",
            "teacher big",
            "baseline takd",
            "assistant mid of baseline takd");
    assertThat(networks.get("baselines.takd.assistants.mid").at("/test/accuracy/last").asDouble())
        .isEqualTo(0.3);
  }

  private static Lineage.Ancestor ancestor(String name, double accuracy) {
    return new Lineage.Ancestor(
        Results.network(name, Results.epoch(1, 0.5, accuracy)), "networks/" + name);
  }
}

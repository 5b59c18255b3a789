package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.almkd.data.LocalSpark;
import org.almkd.storage.ParquetTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the methods have in common, and what a run leaves behind of those it trained on the way. */
@Tag("spark")
class MethodsEndToEndTest {
  private static final String ASSISTANTS =
      "assistants = [{ name = mid, architecture.hidden = [5] }, { name = low, epochs = 1 }]";

  @TempDir Path folder;
  private TinyRun tiny;

  @BeforeEach
  void writeRun() {
    LocalSpark.session();
    tiny = new TinyRun(folder);
  }

  @Test
  void withoutAssistantsTakdAndDgkdAreFixed() {
    JsonNode report =
        run(
            "methods",
            "method=fixed",
            "baselines=[{ method = takd }, { method = dgkd }, { method = labels }]",
            "teachers=[{ name = big, architecture.hidden = [5] }, { name = other }]");
    assertThat(sha(report.at("/baselines/takd"))).isEqualTo(sha(report.at("/student")));
    assertThat(sha(report.at("/baselines/dgkd"))).isEqualTo(sha(report.at("/student")));
    assertThat(sha(report.at("/baselines/labels"))).isNotEqualTo(sha(report.at("/student")));
  }

  @Test
  void assistantsOfTakdTeachOneAfterTheOther() {
    JsonNode takd = run("takd", "method=takd", "takd={ " + ASSISTANTS + " }");
    JsonNode assistants = takd.at("/student/assistants");
    assertThat(names(assistants)).containsExactly("mid", "low");
    assertThat(assistants.at("/mid/description").asText()).isEqualTo("mlp-5");
    assertThat(assistants.at("/low/description").asText()).isEqualTo("mlp-4");
    assertThat(assistants.at("/mid/test/accuracy/last").isNumber()).isTrue();
    // The student of the last assistant is what that assistant's network teaches on its own.
    Path low = network(assistants.at("/low/store").asText());
    JsonNode taught =
        run(
            "by-low",
            "method=fixed",
            "teachers=[{ name = low, source = dl4j, dl4j.path = \"" + low + "\" }]");
    assertThat(sha(taught.at("/student"))).isEqualTo(sha(takd.at("/student")));
  }

  @Test
  void allAssistantsOfDgkdTeachTheStudent() {
    JsonNode dgkd = run("dgkd", "method=dgkd", "dgkd={ drop = 0, " + ASSISTANTS + " }");
    JsonNode assistants = dgkd.at("/student/assistants");
    assertThat(names(assistants)).containsExactly("mid", "low");
    JsonNode taught =
        run(
            "by-all",
            "method=fixed",
            "teachers=[{ name = big, architecture.hidden = [5] }"
                + imported("mid", assistants)
                + imported("low", assistants)
                + "]");
    assertThat(sha(taught.at("/student"))).isEqualTo(sha(dgkd.at("/student")));
    JsonNode takd = run("takd", "method=takd", "takd={ " + ASSISTANTS + " }");
    assertThat(takd.at("/student/assistants/mid/store"))
        .as("what learns the same is trained once")
        .isEqualTo(assistants.at("/mid/store"));
    assertThat(takd.at("/student/assistants/low/store")).isNotEqualTo(assistants.at("/low/store"));
    JsonNode dropped = run("dropped", "method=dgkd", "dgkd={ drop = 0.5, " + ASSISTANTS + " }");
    assertThat(sha(dropped.at("/student"))).isNotEqualTo(sha(dgkd.at("/student")));
    assertThat(dropped.at("/student/assistants/mid/store"))
        .as("an assistant whose teachers drop out is another")
        .isNotEqualTo(assistants.at("/mid/store"));
  }

  @Test
  void firstGenerationIsTheStudentWithoutGenerations() {
    for (String method : List.of("alm-kd", "fixed", "amal")) {
      JsonNode one = run(method + "-1", "method=" + method);
      JsonNode three =
          run(
              method + "-3",
              "method=" + method,
              "distill.generations=3",
              "baselines=[{ name = one, distill.generations = 1 }, { name = two, distill.generations = 2 }]");
      assertThat(one.at("/student/generations").isMissingNode()).isTrue();
      assertThat(sha(three.at("/baselines/one"))).isEqualTo(sha(one.at("/student")));
      JsonNode generations = three.at("/student/generations");
      assertThat(names(generations))
          .containsExactly("generation-1", "generation-2", "generation-3");
      assertThat(generations.at("/generation-1/test")).isEqualTo(one.at("/student/test"));
      assertThat(generations.at("/generation-2/test")).isEqualTo(three.at("/baselines/two/test"));
      assertThat(sha(generations.at("/generation-3"))).isEqualTo(sha(three.at("/student")));
      assertThat(sha(three.at("/student"))).isNotEqualTo(sha(one.at("/student")));
      if (!method.equals("fixed")) {
        assertThat(names(three.at("/lambda/teachers"))).containsExactly("generation-2");
      }
    }
  }

  @Test
  void aSecondRunTrainsNothingOnTheWay() {
    String[] assisted = {"method=takd", "takd={ " + ASSISTANTS + " }", "run.seed=1"};
    String[] generations = {"distill.generations=3", "run.seed=1"};
    JsonNode first = run("first", assisted);
    run("first-generations", generations);
    List<Path> before = tiny.files("store/.*");
    Said again = tiny.run(with("again", assisted));
    assertThat(again.code()).isZero();
    assertThat(tiny.run(with("again-generations", generations)).code()).isZero();
    assertThat(tiny.files("store/.*")).isEqualTo(before);
    JsonNode second = report("again");
    assertThat(second.at("/student")).isEqualTo(first.at("/student"));
  }

  @Test
  void anAssistantThatFailsLeavesNothingHalfWritten() {
    String wild = "{ name = wild, learning-rate.initial = 1e30 }";
    tiny.fails(4, List.of("method=takd", "takd.assistants=[{ name = mid }, " + wild + "]"), "wild");
    assertThat(tiny.files("store/networks/.*manifest.json")).hasSize(2);
    JsonNode after = run("after", "method=takd", "takd.assistants=[{ name = mid }]");
    assertThat(names(after.at("/student/assistants"))).containsExactly("mid");
    assertThat(tiny.files("store/networks/.*manifest.json")).hasSize(2);
  }

  @Test
  void checkpointsOfOneTrainingTeachBesideTheFinalTeacher() {
    JsonNode report = run("early", "teachers=[" + big("checkpoints-at = [1, 3]") + "]");
    assertThat(names(report.at("/teachers"))).containsExactly("big@1", "big@3", "big");
    assertThat(names(report.at("/lambda/teachers"))).containsExactly("big@1", "big@3", "big");
    // The network after the last epoch is the final one, which one training has left in the store.
    assertThat(report.at("/teachers/big@3/test/accuracy/last"))
        .isEqualTo(report.at("/teachers/big/test/accuracy/last"));
    assertThat(logits(report, "big@3")).isEqualTo(logits(report, "big")).hasSize(3 * TinyRun.ROWS);
    assertThat(logits(report, "big@1")).isNotEqualTo(logits(report, "big"));
    assertThat(tiny.files("store/networks/.*manifest.json")).hasSize(3);
  }

  @Test
  void aCheckpointTeachesWhatItsNetworkTeachesAlone() {
    JsonNode early = run("early", "method=fixed", "teachers=[" + big("checkpoints-at = [1]") + "]");
    String zip = network(early.at("/store/network of big@1").asText()).toString();
    JsonNode imported =
        run(
            "imported",
            "method=fixed",
            "teachers=[{ name = first, source = dl4j, dl4j.path = \""
                + zip
                + "\" }, "
                + big("")
                + "]");
    assertThat(sha(imported.at("/student"))).isEqualTo(sha(early.at("/student")));
    assertThat(imported.at("/teachers/first/test")).isEqualTo(early.at("/teachers/big@1/test"));
  }

  @Test
  void runsShareATrainingWhateverItKeeps() {
    JsonNode plain = run("plain", "teachers=[" + big("") + "]");
    assertThat(tiny.files("store/networks/.*manifest.json")).hasSize(1);
    JsonNode kept = run("kept", "teachers=[" + big("checkpoints-at = [2]") + "]");
    assertThat(tiny.files("store/networks/.*manifest.json")).hasSize(2);
    assertThat(kept.at("/store/network of big")).isEqualTo(plain.at("/store/network of big"));
    JsonNode atOnce =
        run(
            "at-once",
            "teachers=[" + big("checkpoints-at = [2]") + "]",
            "store.dir=\"" + folder.resolve("other") + "\"");
    assertThat(sha(atOnce.at("/student"))).isEqualTo(sha(kept.at("/student")));
    JsonNode again = run("again", "teachers=[" + big("") + "]", "method=fixed");
    assertThat(names(again.at("/teachers"))).containsExactly("big");
    assertThat(tiny.files("store/networks/.*manifest.json")).hasSize(2);
  }

  @Test
  void labelsStoppedEarlyAreABaseline() {
    // With a rate this high the last epoch is not the best of six.
    JsonNode report =
        run(
            "stopped",
            "data.split.selection=0.5",
            "train={ epochs = 6, learning-rate { kind = constant, initial = 3 } }",
            "baselines=[{ name = last, method = labels },"
                + " { name = best, method = labels, train.early-stop = best-validation }]");
    JsonNode last = report.at("/baselines/last");
    JsonNode best = report.at("/baselines/best");
    assertThat(last.at("/result").asText()).isEqualTo("last");
    assertThat(best.at("/result").asText()).isEqualTo("bestValidation");
    assertThat(best.at("/test")).as("one training, two choices").isEqualTo(last.at("/test"));
    assertThat(best.at("/bestValidationEpoch").asInt()).isLessThan(6);
    assertThat(sha(best)).isNotEqualTo(sha(last));
  }

  private static String big(String more) {
    return "{ name = big, architecture.hidden = [5], epochs = 3, %s }".formatted(more);
  }

  /** The logits of a teacher for all rows. */
  private List<Float> logits(JsonNode report, String teacher) {
    String entry = report.path("store").path("soft labels of " + teacher).asText();
    List<Float> logits = new ArrayList<>();
    for (Path file : tiny.files("store/" + entry + "/.*parquet")) {
      for (float logit : ParquetTable.read(file.toString(), TinyRun.read(file)).floats("logits")) {
        logits.add(logit);
      }
    }
    return logits;
  }

  private JsonNode run(String id, String... overrides) {
    Said said = tiny.run(with(id, overrides));
    assertThat(said.code()).as(String.join("\n", said.errors())).isZero();
    return report(id);
  }

  private JsonNode report(String id) {
    return Runs.json(tiny.runs().resolve(id).resolve("report.json"));
  }

  private static String[] with(String id, String... overrides) {
    List<String> all = new ArrayList<>(List.of("run.id=" + id));
    all.addAll(List.of(overrides));
    return all.toArray(String[]::new);
  }

  private String imported(String name, JsonNode networks) {
    Path zip = network(networks.path(name).path("store").asText());
    return ", { name = %s, source = dl4j, dl4j.path = \"%s\" }".formatted(name, zip);
  }

  /** The zip of a network in the store. */
  private Path network(String entry) {
    List<Path> zips = tiny.files("store/" + entry + "/.*zip");
    assertThat(zips).hasSize(1);
    return zips.get(0);
  }

  private static String sha(JsonNode network) {
    String sha = network.path("parametersSha256").asText();
    assertThat(sha).hasSize(64);
    return sha;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}

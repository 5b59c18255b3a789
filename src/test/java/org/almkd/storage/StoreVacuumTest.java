package org.almkd.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.almkd.storage.StoreVacuum.Waste;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreVacuumTest {
  private static final Duration OLD = StoreVacuum.AGE.plusHours(1);
  private static final Duration YOUNG = StoreVacuum.AGE.minusHours(1);

  @TempDir private Path folder;
  private final Storage storage = new Storage(new Configuration(false));
  private RunUses run;

  @BeforeEach
  void beginARun() {
    run = uses("one");
  }

  private RunUses uses(String name) {
    return RunUses.begin(storage, folder + "/runs/" + name, folder + "/store");
  }

  private ArtefactStore store() {
    return new ArtefactStore(storage, folder + "/store");
  }

  private ArtefactStore usedStore() {
    return ArtefactStore.usedBy(run, storage, folder + "/store");
  }

  private static Artefact build(ArtefactStore store, String key) {
    Attempt attempt = store.begin("networks", key);
    return store.publish(
        attempt, List.of(attempt.write("part", ".txt", key.getBytes(UTF_8), 1)), Map.of());
  }

  private boolean isThere(String key) {
    return store().find("networks", key).isPresent();
  }

  /** A vacuum that finds everything as old as this. */
  private StoreVacuum after(Duration age) {
    return new StoreVacuum(store(), List.of(folder + "/runs"), Instant.now().plus(age));
  }

  private static List<String> names(List<Waste> waste) {
    return waste.stream().map(w -> w.entry().name() + ": " + w.reason()).toList();
  }

  @Test
  void oldEntriesThatNoRunNamesAreRemovedAndNamedOnesStay() {
    build(usedStore(), "built");
    build(store(), "found");
    build(store(), "unnamed");
    assertThat(usedStore().find("networks", "found")).isPresent();

    List<Waste> waste = after(OLD).find();
    assertThat(names(waste)).containsExactly("networks/unnamed: no run names it");
    assertThat(isThere("unnamed")).as("finding removes nothing").isTrue();
    assertThat(after(OLD).remove(waste.get(0))).isTrue();
    assertThat(isThere("unnamed")).isFalse();
    assertThat(Path.of(waste.get(0).entry().folder().substring("file:".length()))).doesNotExist();
    assertThat(isThere("built")).isTrue();
    assertThat(isThere("found")).isTrue();
    assertThat(after(OLD).find()).isEmpty();
  }

  @Test
  void youngEntriesStay() {
    build(store(), "unnamed");
    store().begin("networks", "begun").write("part", ".txt", new byte[3], 0);
    assertThat(after(YOUNG).find()).isEmpty();
    assertThat(after(OLD).find()).hasSize(2);
  }

  @Test
  void oldAttemptsAreRemovedThoughARunNamesTheirKey() {
    usedStore().begin("networks", "begun").write("part", ".txt", new byte[3], 0);
    List<Waste> waste = after(OLD).find();
    assertThat(names(waste)).containsExactly("networks/begun: never published");
    assertThat(waste.get(0).entry().bytes()).isEqualTo(3);
    assertThat(after(OLD).remove(waste.get(0))).isTrue();
    assertThat(after(OLD).find()).isEmpty();
  }

  @Test
  void entryThatARunNamesMeanwhileIsKept() {
    build(store(), "unnamed");
    List<Waste> waste = after(OLD).find();
    uses("two").record("networks", "unnamed");
    assertThat(after(OLD).remove(waste.get(0))).isFalse();
    assertThat(isThere("unnamed")).isTrue();
  }

  @Test
  void runsOfSweepsAreFoundAtAnyDepth() {
    build(store(), "deep");
    uses("sweep/cells/a").record("networks", "deep");
    assertThat(after(OLD).find()).isEmpty();
  }

  @Test
  void useIsWrittenBeforeTheEntryIsLookedFor() {
    assertThat(usedStore().find("networks", "none")).isEmpty();
    assertThat(folder.resolve("runs/one/uses/networks-none.json")).exists();
  }

  @Test
  void runThatDoesNotTellItsUsesIsRefused() throws IOException {
    build(store(), "unnamed");
    Path old = Files.createDirectories(folder.resolve("runs/old"));
    Files.writeString(old.resolve("status.json"), "{}");
    assertThatThrownBy(() -> after(OLD).find())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Cannot tell what the run file:" + old + " uses")
        .hasMessageContaining("remove its folder");
    assertThat(isThere("unnamed")).isTrue();
  }

  @Test
  void runWhoseUsesCannotBeListedIsRefused() throws IOException {
    Path broken = Files.createDirectories(folder.resolve("runs/broken"));
    Files.writeString(broken.resolve("uses"), "a file");
    assertThatThrownBy(() -> after(OLD).find())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Cannot list file:" + broken + "/uses");
  }

  @Test
  void folderWithoutRunsIsRefused() {
    build(store(), "unnamed");
    StoreVacuum elsewhere =
        new StoreVacuum(store(), List.of(folder + "/store"), Instant.now().plus(OLD));
    assertThatThrownBy(elsewhere::find)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("found no run below " + folder + "/store");
  }
}

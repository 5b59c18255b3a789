package org.almkd.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.almkd.storage.StoreVacuum.Waste;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @Test
  void aLinkToAFolderAboveTheRunsIsRefused() throws IOException {
    Path runs = Files.createDirectories(folder.resolve("runs"));
    Files.createSymbolicLink(runs.resolve("a"), Path.of("."));
    Files.createSymbolicLink(runs.resolve("b"), Path.of("."));
    assertThatThrownBy(
            () -> RunUses.runFolders(storage, List.of(runs.toString()), folder + "/store"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("found folders more than 32 deep");
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

  private static Artefact build(ArtefactStore store, String name) {
    Attempt attempt = store.begin("networks", key(name));
    return store.publish(
        attempt, List.of(attempt.write("part", ".txt", name.getBytes(UTF_8), 1)), Map.of());
  }

  /** A key as real ones are. */
  private static String key(String name) {
    return Sha256.of(name);
  }

  private boolean isThere(String name) {
    return store().find("networks", key(name)).isPresent();
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
    assertThat(usedStore().find("networks", key("found"))).isPresent();

    List<Waste> waste = after(OLD).find();
    assertThat(names(waste)).containsExactly("networks/" + key("unnamed") + ": no run names it");
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
    store().begin("networks", key("begun")).write("part", ".txt", new byte[3], 0);
    assertThat(after(YOUNG).find()).isEmpty();
    assertThat(after(OLD).find()).hasSize(2);
  }

  private static Path local(String address) {
    return Path.of(address.substring("file:".length()));
  }

  @Test
  void oldAttemptsThatNoRunNamesAreRemoved() {
    store().begin("networks", key("begun")).write("part", ".txt", new byte[3], 0);
    List<Waste> waste = after(OLD).find();
    assertThat(names(waste)).containsExactly("networks/" + key("begun") + ": never published");
    assertThat(waste.get(0).entry().bytes()).isEqualTo(3);
    assertThat(after(OLD).remove(waste.get(0))).isTrue();
    assertThat(after(OLD).find()).isEmpty();
  }

  @Test
  void entryWithoutAReadableManifestThatARunNamesIsKept() throws IOException {
    usedStore().begin("networks", key("begun")).write("part", ".txt", new byte[3], 0);
    Artefact damaged = build(usedStore(), "damaged");
    Files.writeString(local(damaged.folder() + ".manifest.json"), "{");
    assertThat(after(OLD).find()).isEmpty();
  }

  @Test
  void attemptThatARunNamesMeanwhileIsKept() {
    store().begin("networks", key("begun")).write("part", ".txt", new byte[3], 0);
    List<Waste> waste = after(OLD).find();
    uses("two").record("networks", key("begun"));
    assertThat(after(OLD).remove(waste.get(0))).isFalse();
  }

  @Test
  void entryOfUnknownAgeIsKept() throws IOException {
    Artefact built = build(store(), "unnamed");
    FileTime unknown = FileTime.fromMillis(0);
    Files.setLastModifiedTime(local(built.path(built.manifest().entries().get(0))), unknown);
    Files.setLastModifiedTime(local(built.folder() + ".manifest.json"), unknown);
    assertThat(after(OLD).find()).isEmpty();
  }

  @Test
  void attemptThatIsPublishedMeanwhileIsKept() throws IOException {
    Attempt attempt = store().begin("networks", key("late"));
    ManifestEntry part = attempt.write("part", ".txt", new byte[3], 0);
    List<Waste> waste = after(OLD).find();
    assertThat(waste).hasSize(1);
    Artefact late = store().publish(attempt, List.of(part), Map.of());
    // The manifest alone tells.
    FileTime same = FileTime.fromMillis(waste.get(0).entry().modified());
    Files.setLastModifiedTime(local(late.folder() + ".manifest.json"), same);
    assertThat(after(OLD).remove(waste.get(0))).isFalse();
    assertThat(isThere("late")).isTrue();
  }

  @Test
  void attemptThatIsWrittenToMeanwhileIsKept() throws IOException {
    Attempt attempt = store().begin("networks", key("slow"));
    attempt.write("part", ".txt", new byte[3], 0);
    List<Waste> waste = after(OLD).find();
    ManifestEntry second = attempt.write("part", ".txt", new byte[3], 0);
    FileTime later = FileTime.fromMillis(waste.get(0).entry().modified() + 5);
    Files.setLastModifiedTime(local(attempt.folder() + "/" + second.name()), later);
    assertThat(after(OLD).remove(waste.get(0))).isFalse();
    assertThat(local(attempt.folder())).exists();
  }

  @Test
  void entryThatARunNamesMeanwhileIsKept() {
    build(store(), "unnamed");
    List<Waste> waste = after(OLD).find();
    uses("two").record("networks", key("unnamed"));
    assertThat(after(OLD).remove(waste.get(0))).isFalse();
    assertThat(isThere("unnamed")).isTrue();
  }

  @Test
  void runsOfSweepsAreFoundAtAnyDepth() {
    build(store(), "deep");
    uses("sweep/cells/a").record("networks", key("deep"));
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

  @Test
  void foldersThatAreNoArtefactsSurvive() throws IOException {
    String key = key("unnamed");
    String attempt = "20200101T000000000-0a1b2c3d4e5f";
    List<String> foreign =
        List.of(
            "projects/" + key + "/" + attempt,
            "networks/photos/" + attempt,
            "networks/" + key.substring(1) + "/" + attempt,
            "networks/" + key.toUpperCase(Locale.ROOT) + "/" + attempt,
            "networks/" + key + "/" + attempt + "0",
            "networks/" + key + "/mine");
    for (String path : foreign) {
      Path kept = Files.createDirectories(folder.resolve("store").resolve(path));
      Files.writeString(kept.resolve("thesis.txt"), "years of work");
    }
    Files.writeString(folder.resolve("store/networks/" + key + "/" + attempt), "a file");
    Files.writeString(folder.resolve("store/networks/" + key + "/notes.manifest.json"), "{}");
    assertThat(after(OLD).find()).isEmpty();

    build(store(), "unnamed");
    List<Waste> waste = after(OLD).find();
    assertThat(waste).hasSize(1);
    assertThat(after(OLD).remove(waste.get(0))).isTrue();
    assertThat(foreign)
        .allSatisfy(path -> assertThat(folder.resolve("store/" + path + "/thesis.txt")).exists());
  }

  @Test
  void preparedRowsHaveShorterKeys() {
    store().begin("data", key("rows").substring(32)).write("part", ".txt", new byte[1], 0);
    assertThat(after(OLD).find()).hasSize(1);
  }

  @Test
  void runsBesideTheArtefactsAreAskedToo() {
    build(store(), "unnamed");
    RunUses.begin(storage, folder + "/store/two", folder + "/store")
        .record("networks", key("unnamed"));
    List<String> runs = List.of(folder + "/runs", folder + "/store");
    assertThat(new StoreVacuum(store(), runs, Instant.now().plus(OLD)).find()).isEmpty();
  }

  /** An older version wrote them there before it refused to. */
  @Test
  void filesOfARunInTheStoresOwnFolderMakeItNone() throws IOException {
    build(store(), "unnamed");
    Files.writeString(folder.resolve("store/status.json"), "{}");
    List<String> runs = List.of(folder + "/runs", folder + "/store");
    assertThat(new StoreVacuum(store(), runs, Instant.now().plus(OLD)).find()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "store, true",
    "store/networks, true",
    "store/data/mine, true",
    "store/two, false",
    "two, false"
  })
  void foldersOfTheStoreAreNoneForRuns(String run, boolean ofStore) {
    assertThat(RunUses.isOfStore(storage, folder + "/" + run, folder + "/store"))
        .isEqualTo(ofStore);
  }
}

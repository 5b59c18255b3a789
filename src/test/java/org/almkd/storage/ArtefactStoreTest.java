package org.almkd.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtefactStoreTest {
  @TempDir private Path folder;

  private ArtefactStore store() {
    return new ArtefactStore(new Storage(new Configuration(false)), folder.toString());
  }

  private static Artefact build(ArtefactStore store, String content) {
    Attempt attempt = store.begin("networks", "k1");
    ManifestEntry entry = attempt.write("part", ".txt", content.getBytes(UTF_8), 1);
    return store.publish(attempt, List.of(entry), Map.of("made-by", "test"));
  }

  private static Path local(String address) {
    return Path.of(address.substring("file:".length()));
  }

  @Test
  void findsWhatWasPublished() {
    ArtefactStore store = store();
    assertThat(store.find("networks", "k1")).isEmpty();
    build(store, "one");
    Artefact found = store.find("networks", "k1").orElseThrow();
    assertThat(found.read(found.manifest().entries().get(0))).isEqualTo("one".getBytes(UTF_8));
    assertThat(found.property("made-by")).isEqualTo("test");
    assertThat(store.find("networks", "k2")).isEmpty();
    assertThatThrownBy(() -> found.property("other"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("has no property other");
  }

  @Test
  void anAttemptWithoutManifestDoesNotExist() {
    ArtefactStore store = store();
    store.begin("networks", "k1").write("part", ".txt", new byte[3], 0);
    assertThat(store.find("networks", "k1")).isEmpty();
  }

  @Test
  void twoBuildersBothSucceedAndTheFirstIsRead() {
    ArtefactStore store = store();
    Attempt first = store.begin("networks", "k1");
    Attempt second = store.begin("networks", "k1");
    ManifestEntry one = first.write("part", ".txt", new byte[] {7}, 0);
    ManifestEntry two = second.write("part", ".txt", new byte[] {7}, 0);
    store.publish(second, List.of(two), Map.of());
    store.publish(first, List.of(one), Map.of());
    String winner = first.id().compareTo(second.id()) < 0 ? first.folder() : second.folder();
    assertThat(store.find("networks", "k1").orElseThrow().folder()).isEqualTo(winner);
  }

  @Test
  void skipsATruncatedManifestWhereverItIsCut() throws IOException {
    ArtefactStore store = store();
    Path manifest = local(build(store, "one").folder() + ".manifest.json");
    byte[] whole = Files.readAllBytes(manifest);
    for (int length = 0; length < whole.length - 1; length += 7) {
      Files.write(manifest, Arrays.copyOf(whole, length));
      assertThat(store.find("networks", "k1")).as("manifest of %d bytes", length).isEmpty();
    }
    Files.writeString(manifest, new String(whole, UTF_8).replace("\"test\"", "\"tesT\""));
    assertThat(store.find("networks", "k1")).as("altered manifest").isEmpty();
    build(store, "two");
    assertThat(store.find("networks", "k1")).as("the builder after the dead one").isPresent();
  }

  @Test
  void refusesAMissingFileAndAnotherSizeByName() throws IOException {
    ArtefactStore store = store();
    Artefact built = build(store, "one");
    Path file = local(built.path(built.manifest().entries().get(0)));
    Files.writeString(file, "longer");
    assertThatThrownBy(() -> store.find("networks", "k1"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(file + " has 6 bytes; expected 3 bytes")
        .hasMessageContaining("delete the manifest");
    Files.delete(file);
    assertThatThrownBy(() -> store.find("networks", "k1"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(file + " is missing");
  }

  @Test
  void refusesAlteredContentNamingBothHashes() throws IOException {
    ArtefactStore store = store();
    Artefact built = build(store, "one");
    ManifestEntry entry = built.manifest().entries().get(0);
    Files.writeString(local(built.path(entry)), "two");
    assertThatThrownBy(() -> built.read(entry))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(entry.name())
        .hasMessageContaining("found SHA-256 " + Sha256.of("two"))
        .hasMessageContaining("expected " + Sha256.of("one"));
  }

  @Test
  void publishRefusesFilesThatWereNotWritten() {
    ArtefactStore store = store();
    Attempt attempt = store.begin("networks", "k1");
    assertThatThrownBy(
            () -> store.publish(attempt, List.of(new ManifestEntry("ghost", 1, "", 0)), Map.of()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("ghost is missing");
    assertThat(store.find("networks", "k1")).isEmpty();
  }

  @Test
  void wheneverTheDiskFillsUpNothingHalfWrittenIsRead() {
    long needed = 0;
    for (long bytes = 0; bytes < 2000; bytes += 13) {
      Configuration configuration = FailingFileSystem.configuration(bytes);
      Storage failing = new Storage(configuration);
      ArtefactStore store = new ArtefactStore(failing, "failing:" + folder + "/" + bytes);
      boolean published = publishes(store, bytes);
      Optional<Artefact> found =
          new ArtefactStore(new Storage(new Configuration(false)), folder + "/" + bytes)
              .find("networks", "k1");
      assertThat(found.isPresent()).as("after %d bytes", bytes).isEqualTo(published);
      needed = published && needed == 0 ? bytes : needed;
    }
    assertThat(needed).isBetween(200L, 1990L);
  }

  private static boolean publishes(ArtefactStore store, long bytes) {
    try {
      build(store, "x".repeat(100));
      return true;
    } catch (StorageException e) {
      assertThat(e)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("/" + bytes + "/");
      return false;
    }
  }
}

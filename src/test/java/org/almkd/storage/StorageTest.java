package org.almkd.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
  @TempDir private Path folder;
  private final Storage storage = new Storage(new Configuration(false));

  @Test
  void writesAndReadsWithoutChecksumFilesBeside() throws IOException {
    storage.write(folder + "/a/b.txt", "hello".getBytes(UTF_8));
    assertThat(storage.read("file:" + folder + "/a/b.txt")).isEqualTo("hello".getBytes(UTF_8));
    assertThat(storage.size(folder + "/a/b.txt")).isEqualTo(5);
    try (var files = Files.list(folder.resolve("a"))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("b.txt");
    }
  }

  @Test
  void neverOverwritesButReplaces() {
    String path = folder + "/status.json";
    storage.write(path, new byte[] {1});
    assertThatThrownBy(() -> storage.write(path, new byte[] {2}))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Cannot write " + path)
        .hasMessageContaining("expected a name that is not taken");
    storage.replace(path, new byte[] {3});
    assertThat(storage.read(path)).containsExactly(3);
  }

  @Test
  void listsInNameOrderAndNothingWhereThereIsNoFolder() {
    storage.write(folder + "/x/b", new byte[2]);
    storage.write(folder + "/x/a", new byte[1]);
    storage.write(folder + "/x/c/d", new byte[1]);
    assertThat(storage.list(folder + "/x"))
        .extracting(StoredFile::name)
        .containsExactly("a", "b", "c");
    assertThat(storage.list(folder + "/x"))
        .extracting(StoredFile::folder)
        .containsExactly(false, false, true);
    assertThat(storage.list(folder + "/none")).isEmpty();
    assertThat(storage.glob(folder + "/x/[ab]"))
        .extracting(StoredFile::bytes)
        .containsExactly(1L, 2L);
  }

  @Test
  void namesAFileThatStandsWhereAFolderShouldBe() {
    storage.write(folder + "/plain", new byte[1]);
    assertThatThrownBy(() -> storage.write(folder + "/plain/file", new byte[1]))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(folder + "/plain")
        .hasMessageContaining("a regular file stands where a folder is expected");
    assertThatThrownBy(() -> storage.list(folder + "/plain"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("found a regular file; expected a folder");
    assertThatThrownBy(() -> storage.read(folder.toString()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("found a folder; expected a regular file");
  }

  @Test
  void namesAMissingFileAndAnUnusablePath() {
    assertThatThrownBy(() -> storage.read(folder + "/none"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Cannot read " + folder + "/none")
        .hasMessageContaining("expected an existing file");
    assertThatThrownBy(() -> storage.read(""))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Cannot use the path ''");
    assertThatThrownBy(() -> storage.read("nosuch://bucket/x"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("nosuch");
  }

  @Test
  void relativePathsBecomeAbsolute() {
    assertThat(storage.qualify("runs/x")).isEqualTo("file:" + Path.of("runs/x").toAbsolutePath());
    assertThat(storage.qualify("/runs/x")).isEqualTo("file:/runs/x");
  }

  @Test
  void travelsWithItsConfiguration() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Storage(FailingFileSystem.configuration(3)));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Storage copy = (Storage) in.readObject();
      assertThat(copy.configuration().getLong("failing.bytes", 0)).isEqualTo(3);
      assertThat(copy.exists(folder.toString())).isTrue();
    }
  }

  @Test
  void saysThatTheDiskIsFull() {
    Configuration full = FailingFileSystem.configuration(10);
    assertThatThrownBy(() -> new Storage(full).write("failing:" + folder + "/big", new byte[11]))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Cannot write failing:" + folder + "/big")
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("free space there or choose another folder");
  }
}

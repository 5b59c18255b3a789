package org.almkd.storage;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.functional.FutureIO;

/**
 * Whole files on any Hadoop file system: plain paths, file:, hdfs:, s3a:. A file is created under a
 * new name and never renamed, since a rename is neither atomic nor cheap on an object store. What
 * fails for a reason that passes by itself is tried again ({@link Retries}); every failure that
 * stays is a {@link StorageException}.
 *
 * <p>Travels to executors with its Hadoop configuration.
 */
public final class Storage implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Hadoop would fetch from there, and knows no lengths. */
  private static final Set<String> WEB = Set.of("http", "https");

  private final Retries retries;
  private transient Configuration configuration;

  /** Uses the file systems that this configuration names. */
  public Storage(Configuration configuration) {
    this(configuration, new Retries(RetryPolicy.STANDARD, new LocalRetryCounter(), Pause.REAL));
  }

  Storage(Configuration configuration, Retries retries) {
    this.configuration = new Configuration(configuration);
    this.retries = retries;
  }

  /** The same files, with retries counted by another counter. */
  public Storage countedBy(RetryCounter counter) {
    return new Storage(configuration, retries.countedBy(counter));
  }

  /** How often this storage, here and wherever it travelled, had to ask again. */
  public long retries() {
    return retries.counter().count();
  }

  /** The Hadoop configuration; not to be changed. */
  public Configuration configuration() {
    return configuration;
  }

  /**
   * The full address, scheme and absolute path, of a path that may be relative to the default file
   * system.
   */
  public String qualify(String path) {
    Path parsed = parse(path);
    return fileSystem("find", parsed).makeQualified(parsed).toString();
  }

  /** The whole file. */
  public byte[] read(String path) {
    return access("read", path, (files, parsed) -> content(files, status(files, parsed)));
  }

  /**
   * The whole file; nothing where there is none, or one that is longer than it can be. Asks a store
   * once less than looking first.
   */
  public Optional<byte[]> readIfThere(String path, long most) {
    return access(
        "read",
        path,
        (files, parsed) -> {
          Optional<FileStatus> status =
              statusIfThere(files, parsed).filter(found -> found.getLen() <= most);
          return status.isPresent() ? Optional.of(content(files, status.get())) : Optional.empty();
        });
  }

  /** Opens a file for reading, which goes on where a connection breaks; the caller closes it. */
  public FSDataInputStream open(String path) {
    return access(
        "read",
        path,
        (files, parsed) -> {
          FileStatus status = status(files, parsed);
          refuseFolder(status);
          return new FSDataInputStream(
              new ResumingStream(
                  opened(files, status),
                  () -> opened(files, status),
                  retries,
                  path,
                  status.getLen()));
        });
  }

  /** Writes a new file, with its folders; fails if the name is taken. */
  public void write(String path, byte[] bytes) {
    access("write", path, new NewFile(bytes)::writeTo);
  }

  /**
   * Writes a new file piece by piece, so that it may be longer than the memory; fails if the name
   * is taken. It is not tried again: the pieces are there once.
   */
  public void write(String path, Iterator<byte[]> pieces) {
    Path parsed = parse(path);
    FileSystem files = fileSystem("write", parsed);
    try (OutputStream out = files.create(parsed, false)) {
      while (pieces.hasNext()) {
        out.write(pieces.next());
      }
    } catch (IOException | FSError e) {
      throw StorageFailure.of("write", path, e);
    }
  }

  /** What a file is to hold. */
  @FunctionalInterface
  public interface Content {
    /** Writes all bytes, each time it is asked; the stream is closed by others. */
    void write(OutputStream out) throws IOException;
  }

  /**
   * Writes a new file of a name that nobody else can have, by whoever has its content; fails if it
   * is taken. What a try that failed has left is written over.
   */
  void write(String path, Content content) {
    AtomicBoolean tried = new AtomicBoolean();
    access(
        "write",
        path,
        (files, parsed) -> {
          try (OutputStream out = files.create(parsed, tried.getAndSet(true))) {
            content.write(out);
          }
          return null;
        });
  }

  /**
   * Writes a file whether or not the name is taken: for status files alone, from which nothing is
   * decided.
   */
  public void replace(String path, byte[] bytes) {
    access(
        "write",
        path,
        (files, parsed) -> {
          write(files.create(parsed, true), bytes);
          return null;
        });
  }

  /** Whether a file or folder of this name is there. */
  public boolean exists(String path) {
    return access("look for", path, FileSystem::exists);
  }

  /** Whether this is a folder. */
  public boolean isFolder(String path) {
    return find(path).filter(StoredFile::folder).isPresent();
  }

  /** The file or folder of this name; nothing where there is none. */
  public Optional<StoredFile> find(String path) {
    return access("look for", path, Storage::statusIfThere).map(Storage::stored);
  }

  /** Bytes of a file. */
  public long size(String path) {
    FileStatus status = access("look at", path, Storage::status);
    refuseFolder(status);
    return status.getLen();
  }

  /** What lies directly in a folder, in name order; nothing if there is no such folder. */
  public List<StoredFile> list(String folder) {
    return access("list", folder, Storage::listed);
  }

  /**
   * Files and folders that match a glob ({@code *}, {@code ?}, {@code {a,b}}, {@code [a-z]}), in
   * path order.
   */
  public List<StoredFile> glob(String pattern) {
    return access(
        "list",
        pattern,
        (files, parsed) -> {
          FileStatus[] found = files.globStatus(parsed);
          return found == null ? List.of() : stored(found);
        });
  }

  /** Removes a file, or a folder with all that is in it; nothing happens where there is none. */
  public void delete(String path) {
    boolean refused =
        access(
            "remove",
            path,
            // Some file systems answer false for what is not there, and for what they could not
            // remove.
            (files, parsed) -> !files.delete(parsed, true) && files.exists(parsed));
    if (refused) {
      throw new StorageException(
          "Cannot remove "
              + path
              + ": the file system refused; expected permission to do so; change the owner or mode");
    }
  }

  /** What is done with a path. */
  private interface Access<T> {
    T on(FileSystem files, Path path) throws IOException;
  }

  private <T> T access(String action, String path, Access<T> access) {
    Path parsed = parse(path);
    FileSystem files = fileSystem(action, parsed);
    return retries.call(action, path, () -> access.on(files, parsed));
  }

  /** A new file in any number of tries, of which an earlier one may have written it unnoticed. */
  private static final class NewFile {
    private final byte[] bytes;
    private boolean tried;
    private boolean created;

    NewFile(byte[] bytes) {
      this.bytes = bytes;
    }

    Void writeTo(FileSystem files, Path path) throws IOException {
      try {
        OutputStream out = files.create(path, false);
        created = true;
        write(out, bytes);
      } catch (FileAlreadyExistsException e) {
        if (!tried) {
          throw e;
        }
        settle(files, path, e);
      } finally {
        tried = true;
      }
      return null;
    }

    /** Finds out whether what stands there is another's, or came from here. */
    private void settle(FileSystem files, Path path, FileAlreadyExistsException taken)
        throws IOException {
      byte[] found = content(files, status(files, path));
      if (Arrays.equals(found, bytes)) {
        // The file had arrived; only the answer was lost.
        return;
      }
      boolean begun =
          created
              && found.length < bytes.length
              && Arrays.equals(found, Arrays.copyOf(bytes, found.length));
      if (!begun) {
        throw taken;
      }
      // Where a file appears before it is whole, an earlier try got this far.
      write(files.create(path, true), bytes);
    }
  }

  private static void write(OutputStream stream, byte[] bytes) throws IOException {
    // The stream of the file system, not a wrapper: close() is where an object store really writes.
    try (OutputStream out = stream) {
      out.write(bytes);
    }
  }

  private static byte[] content(FileSystem files, FileStatus status) throws IOException {
    refuseFolder(status);
    if (status.getLen() > Integer.MAX_VALUE - 8) {
      throw new StorageException(
          "Cannot read "
              + status.getPath()
              + " into memory: found "
              + status.getLen()
              + " bytes; expected less than 2 GiB");
    }
    byte[] bytes = new byte[(int) status.getLen()];
    try (FSDataInputStream in = opened(files, status)) {
      in.readFully(0, bytes);
    }
    return bytes;
  }

  /** Opens a file with its status, which an object store would ask for once more. */
  private static FSDataInputStream opened(FileSystem files, FileStatus status) throws IOException {
    return FutureIO.awaitFuture(files.openFile(status.getPath()).withFileStatus(status).build());
  }

  private static Optional<FileStatus> statusIfThere(FileSystem files, Path path)
      throws IOException {
    try {
      return Optional.of(status(files, path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /**
   * What a file is, asked twice of an object store. S3A takes the head of an answer that was cut
   * off for the whole: the length in it may then be 0, or the first digits of what it is, and rows
   * would be missing without a word.
   *
   * @throws EOFException if the answers differ, which passes by itself
   */
  private static FileStatus status(FileSystem files, Path path) throws IOException {
    FileStatus status = files.getFileStatus(path);
    if (status.isDirectory() || !(status instanceof EtagSource)) {
      return status;
    }
    long again = files.getFileStatus(path).getLen();
    if (again != status.getLen()) {
      throw new EOFException(
          "found lengths of %d and %d bytes, of which one was cut off or the file was written meanwhile"
              .formatted(status.getLen(), again));
    }
    return status;
  }

  private static List<StoredFile> listed(FileSystem files, Path folder) throws IOException {
    FileStatus[] found;
    try {
      found = files.listStatus(folder);
    } catch (FileNotFoundException e) {
      return List.of();
    }
    // Of a file, a file system lists the file.
    if (found.length == 1
        && !found[0].isDirectory()
        && found[0].getPath().equals(files.makeQualified(folder))) {
      throw new StorageException(
          "Cannot list "
              + folder
              + ": found a regular file; expected a folder; move it away or choose another folder");
    }
    return stored(found);
  }

  private static List<StoredFile> stored(FileStatus[] found) {
    List<StoredFile> files = new ArrayList<>();
    for (FileStatus status : found) {
      files.add(stored(status));
    }
    files.sort(Comparator.comparing(StoredFile::path));
    return List.copyOf(files);
  }

  private static StoredFile stored(FileStatus status) {
    return new StoredFile(
        status.getPath().toString(),
        status.getPath().getName(),
        status.getLen(),
        status.isDirectory(),
        status.getModificationTime());
  }

  private static void refuseFolder(FileStatus status) {
    if (status.isDirectory()) {
      throw new StorageException(
          "Cannot read "
              + status.getPath()
              + ": found a folder; expected a regular file; check the path");
    }
  }

  private static Path parse(String path) {
    try {
      return new Path(path);
    } catch (IllegalArgumentException e) {
      throw new StorageException(
          "Cannot use the path '"
              + path
              + "': "
              + e.getMessage()
              + "; expected a path or an address such as s3a://bucket/folder",
          e);
    }
  }

  private FileSystem fileSystem(String action, Path path) {
    String scheme = String.valueOf(path.toUri().getScheme()).toLowerCase(Locale.ROOT);
    if (WEB.contains(scheme)) {
      throw new StorageException(
          "Cannot %s %s: found an address of the web; expected a path, or an address such as file:, hdfs: or s3a:; copy the file there first"
              .formatted(action, path));
    }
    try {
      FileSystem found = path.getFileSystem(configuration);
      // Hadoop's local file system would put a .crc file beside each file: two files cannot be
      // written as one.
      return found instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : found;
    } catch (IOException e) {
      throw StorageFailure.of(action, path.toString(), e);
    } catch (RuntimeException e) {
      throw StorageFailure.of(action, path.toString(), e);
    }
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    configuration.write(new DataOutputStream(out));
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    configuration = new Configuration(false);
    configuration.readFields(new DataInputStream(in));
  }
}

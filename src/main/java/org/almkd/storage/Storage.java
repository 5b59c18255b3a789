package org.almkd.storage;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Whole files on any Hadoop file system: plain paths, file:, hdfs:, s3a:. A file is created under a
 * new name and never renamed, since a rename is neither atomic nor cheap on an object store. Every
 * failure is a {@link StorageException}.
 *
 * <p>Travels to executors with its Hadoop configuration.
 */
public final class Storage implements Serializable {
  private static final long serialVersionUID = 1L;

  private transient Configuration configuration;

  /** Uses the file systems that this configuration names. */
  public Storage(Configuration configuration) {
    this.configuration = new Configuration(configuration);
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
    Path parsed = parse(path);
    FileSystem files = fileSystem("read", parsed);
    try {
      FileStatus status = files.getFileStatus(parsed);
      refuseFolder(status);
      if (status.getLen() > Integer.MAX_VALUE - 8) {
        throw new StorageException(
            "Cannot read "
                + path
                + " into memory: found "
                + status.getLen()
                + " bytes; expected less than 2 GiB");
      }
      byte[] bytes = new byte[(int) status.getLen()];
      try (FSDataInputStream in = files.open(parsed)) {
        in.readFully(0, bytes);
      }
      return bytes;
    } catch (IOException | FSError e) {
      throw StorageFailure.of("read", path, e);
    }
  }

  /** Opens a file for reading; the caller closes it. */
  public FSDataInputStream open(String path) {
    Path parsed = parse(path);
    try {
      return fileSystem("read", parsed).open(parsed);
    } catch (IOException e) {
      throw StorageFailure.of("read", path, e);
    }
  }

  /**
   * Opens a new file for writing, with its folders; fails if the name is taken. The caller closes
   * it.
   */
  public OutputStream createNew(String path) {
    return create(path, false);
  }

  /** Writes a new file, with its folders; fails if the name is taken. */
  public void write(String path, byte[] bytes) {
    write(path, bytes, false);
  }

  /**
   * Writes a new file piece by piece, so that it may be longer than the memory; fails if the name
   * is taken.
   */
  public void write(String path, Iterator<byte[]> pieces) {
    try (OutputStream out = create(path, false)) {
      while (pieces.hasNext()) {
        out.write(pieces.next());
      }
    } catch (IOException | FSError e) {
      throw StorageFailure.of("write", path, e);
    }
  }

  /**
   * Writes a file whether or not the name is taken: for status files alone, from which nothing is
   * decided.
   */
  public void replace(String path, byte[] bytes) {
    write(path, bytes, true);
  }

  private void write(String path, byte[] bytes, boolean overwrite) {
    // The stream of the file system, not a wrapper: close() is where an object store really writes.
    try (OutputStream out = create(path, overwrite)) {
      out.write(bytes);
    } catch (IOException | FSError e) {
      throw StorageFailure.of("write", path, e);
    }
  }

  private OutputStream create(String path, boolean overwrite) {
    Path parsed = parse(path);
    try {
      return fileSystem("write", parsed).create(parsed, overwrite);
    } catch (IOException e) {
      throw StorageFailure.of("write", path, e);
    }
  }

  /** Whether a file or folder of this name is there. */
  public boolean exists(String path) {
    Path parsed = parse(path);
    try {
      return fileSystem("look for", parsed).exists(parsed);
    } catch (IOException e) {
      throw StorageFailure.of("look for", path, e);
    }
  }

  /** Whether this is a folder. */
  public boolean isFolder(String path) {
    return exists(path) && status(path).isDirectory();
  }

  /** Bytes of a file. */
  public long size(String path) {
    FileStatus status = status(path);
    refuseFolder(status);
    return status.getLen();
  }

  /** What lies directly in a folder, in name order; nothing if there is no such folder. */
  public List<StoredFile> list(String folder) {
    Path parsed = parse(folder);
    FileSystem files = fileSystem("list", parsed);
    try {
      if (!files.exists(parsed)) {
        return List.of();
      }
      if (!files.getFileStatus(parsed).isDirectory()) {
        throw new StorageException(
            "Cannot list "
                + folder
                + ": found a regular file; expected a folder; move it away or choose another folder");
      }
      return stored(files.listStatus(parsed));
    } catch (IOException e) {
      throw StorageFailure.of("list", folder, e);
    }
  }

  /**
   * Files and folders that match a glob ({@code *}, {@code ?}, {@code {a,b}}, {@code [a-z]}), in
   * path order.
   */
  public List<StoredFile> glob(String pattern) {
    Path parsed = parse(pattern);
    try {
      FileStatus[] found = fileSystem("list", parsed).globStatus(parsed);
      return found == null ? List.of() : stored(found);
    } catch (IOException e) {
      throw StorageFailure.of("list", pattern, e);
    }
  }

  /** Removes a file, or a folder with all that is in it; nothing happens where there is none. */
  public void delete(String path) {
    Path parsed = parse(path);
    try {
      FileSystem files = fileSystem("remove", parsed);
      // Some file systems answer false for what is not there, and for what they could not remove.
      if (!files.delete(parsed, true) && files.exists(parsed)) {
        throw new StorageException(
            "Cannot remove "
                + path
                + ": the file system refused; expected permission to do so; change the owner or mode");
      }
    } catch (IOException e) {
      throw StorageFailure.of("remove", path, e);
    }
  }

  private FileStatus status(String path) {
    Path parsed = parse(path);
    try {
      return fileSystem("look at", parsed).getFileStatus(parsed);
    } catch (IOException e) {
      throw StorageFailure.of("look at", path, e);
    }
  }

  private static List<StoredFile> stored(FileStatus[] found) {
    List<StoredFile> files = new ArrayList<>();
    for (FileStatus status : found) {
      files.add(
          new StoredFile(
              status.getPath().toString(),
              status.getPath().getName(),
              status.getLen(),
              status.isDirectory(),
              status.getModificationTime()));
    }
    files.sort(Comparator.comparing(StoredFile::path));
    return List.copyOf(files);
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

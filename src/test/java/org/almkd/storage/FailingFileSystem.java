package org.almkd.storage;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A local disk under the scheme failing: that is full after {@code failing.bytes} bytes, over all
 * files together, and whose binary files cannot be read once it is told so.
 */
public final class FailingFileSystem extends RawLocalFileSystem {
  private static final Map<String, Disk> DISKS = new ConcurrentHashMap<>();

  private Disk disk;

  /**
   * A file and where it begins.
   *
   * @param path full address
   * @param offset bytes that had been written to the disk when it was created
   */
  public record Creation(String path, long offset) {}

  private record Disk(
      long bytes,
      AtomicLong left,
      List<Creation> creations,
      AtomicReference<IOException> unreadable) {}

  /** A configuration whose failing: scheme takes so many bytes. */
  public static Configuration configuration(long bytes) {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.failing.impl", FailingFileSystem.class.getName());
    // Each configuration is a disk of its own, however often its file system is made.
    configuration.setBoolean("fs.failing.impl.disable.cache", true);
    configuration.setLong("failing.bytes", bytes);
    configuration.set("failing.disk", "disk-" + DISKS.size());
    DISKS.put(
        configuration.get("failing.disk"),
        new Disk(
            bytes, new AtomicLong(bytes), new CopyOnWriteArrayList<>(), new AtomicReference<>()));
    return configuration;
  }

  /** The files that were created on the disk of a configuration, in order. */
  public static List<Creation> creations(Configuration configuration) {
    return List.copyOf(DISKS.get(configuration.get("failing.disk")).creations());
  }

  /** From now on, files of the disk whose names end with .bin cannot be opened. */
  public static void breakReads(Configuration configuration) {
    unreadable(configuration, new IOException("Input/output error"));
  }

  /** From now on, the file system finds that the bytes of these files are other ones. */
  public static void corrupt(Configuration configuration) {
    unreadable(configuration, new ChecksumException("Checksum error at 0", 0));
  }

  private static void unreadable(Configuration configuration, IOException why) {
    DISKS.get(configuration.get("failing.disk")).unreadable().set(why);
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    IOException why = disk.unreadable().get();
    if (why != null && path.getName().endsWith(".bin")) {
      throw why;
    }
    return super.open(path, buffer);
  }

  @Override
  public URI getUri() {
    return URI.create("failing:///");
  }

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    super.initialize(uri, configuration);
    disk = DISKS.get(configuration.get("failing.disk"));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replicas,
      long block,
      Progressable progress)
      throws IOException {
    return limited(
        path, super.create(path, permission, overwrite, buffer, replicas, block, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path path, boolean overwrite, int buffer, short replicas, long block, Progressable progress)
      throws IOException {
    return limited(path, super.create(path, overwrite, buffer, replicas, block, progress));
  }

  private FSDataOutputStream limited(Path path, FSDataOutputStream out) throws IOException {
    disk.creations().add(new Creation(path.toString(), disk.bytes() - disk.left().get()));
    return new FSDataOutputStream(new Limited(out), null);
  }

  /** What Hadoop's local file system throws on a full disk, which is no IOException. */
  private static FSError noSpace() {
    try {
      Constructor<FSError> constructor = FSError.class.getDeclaredConstructor(Throwable.class);
      constructor.setAccessible(true);
      return constructor.newInstance(new IOException("No space left on device"));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Hadoop has another FSError", e);
    }
  }

  private final class Limited extends java.io.OutputStream {
    private final FSDataOutputStream out;

    Limited(FSDataOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] values, int from, int count) throws IOException {
      int fits =
          (int) Math.min(count, disk.left().getAndUpdate(bytes -> Math.max(0, bytes - count)));
      out.write(values, from, fits);
      if (fits < count) {
        throw noSpace();
      }
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}

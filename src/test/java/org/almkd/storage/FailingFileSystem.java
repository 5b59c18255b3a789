package org.almkd.storage;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A local disk under the scheme failing: that is full after {@code failing.bytes} bytes, over all
 * files together.
 */
public final class FailingFileSystem extends RawLocalFileSystem {
  private static final Map<String, AtomicLong> DISKS = new ConcurrentHashMap<>();

  private AtomicLong left;

  /** A configuration whose failing: scheme takes so many bytes. */
  public static Configuration configuration(long bytes) {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.failing.impl", FailingFileSystem.class.getName());
    // Each configuration is a disk of its own, however often its file system is made.
    configuration.setBoolean("fs.failing.impl.disable.cache", true);
    configuration.setLong("failing.bytes", bytes);
    configuration.set("failing.disk", "disk-" + DISKS.size());
    DISKS.put(configuration.get("failing.disk"), new AtomicLong(bytes));
    return configuration;
  }

  @Override
  public URI getUri() {
    return URI.create("failing:///");
  }

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    super.initialize(uri, configuration);
    left = DISKS.get(configuration.get("failing.disk"));
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
    return limited(super.create(path, permission, overwrite, buffer, replicas, block, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path path, boolean overwrite, int buffer, short replicas, long block, Progressable progress)
      throws IOException {
    return limited(super.create(path, overwrite, buffer, replicas, block, progress));
  }

  private FSDataOutputStream limited(FSDataOutputStream out) throws IOException {
    return new FSDataOutputStream(new Limited(out), null);
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
      int fits = (int) (left.get() - left.updateAndGet(bytes -> Math.max(0, bytes - count)));
      out.write(values, from, fits);
      if (fits < count) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}

package org.almkd.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** A local disk under the scheme flaky:, whose next actions fail as its script says. */
public final class FlakyFileSystem extends RawLocalFileSystem {
  private static final Map<String, Deque<Fault>> SCRIPTS = new ConcurrentHashMap<>();

  private Deque<Fault> script;

  /** What goes wrong with an action. */
  enum Fault {
    /** Nobody can look at a file. */
    LOOK,
    /** Somebody who looks at a file is told half its length. */
    SHORT,
    /** A file is not made at all. */
    BEFORE,
    /** A file is written whole, and then the answer is lost. */
    AFTER_CLOSE,
    /** Of a file the first half is written. */
    HALFWAY,
    /** A file that is read breaks after 1,000 bytes. */
    BREAK,
    /** A file that is read ends after 1,000 bytes. */
    END,
    /** Another writes a file of this name, and the request is lost. */
    OTHER_WRITER
  }

  /** A configuration of a disk of its own, whose actions fail in this order and then no more. */
  static Configuration configuration(Fault... faults) {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.flaky.impl", FlakyFileSystem.class.getName());
    configuration.setBoolean("fs.flaky.impl.disable.cache", true);
    configuration.set("flaky.script", "script-" + SCRIPTS.size());
    Deque<Fault> script = new ArrayDeque<>();
    for (Fault fault : faults) {
      script.add(fault);
    }
    SCRIPTS.put(configuration.get("flaky.script"), script);
    return configuration;
  }

  static IOException timeout() {
    return new SocketTimeoutException("Read timed out");
  }

  @Override
  public URI getUri() {
    return URI.create("flaky:///");
  }

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    super.initialize(uri, configuration);
    script = SCRIPTS.get(configuration.get("flaky.script"));
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    if (script.peek() == Fault.LOOK) {
      script.remove();
      throw timeout();
    }
    FileStatus status = super.getFileStatus(path);
    if (status.isDirectory()) {
      return status;
    }
    boolean cut = script.peek() == Fault.SHORT;
    if (cut) {
      script.remove();
    }
    return new Tagged(status, cut ? status.getLen() / 2 : status.getLen());
  }

  @Override
  public boolean exists(Path path) throws IOException {
    try {
      return getFileStatus(path) != null;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** A file as an object store tells of it. */
  private static final class Tagged extends FileStatus implements EtagSource {
    private static final long serialVersionUID = 1L;

    Tagged(FileStatus status, long length) {
      super(
          length,
          false,
          status.getReplication(),
          status.getBlockSize(),
          status.getModificationTime(),
          status.getPath());
    }

    @Override
    public String getEtag() {
      return "tag";
    }
  }

  @Override
  public FSDataOutputStream create(
      Path path, boolean overwrite, int buffer, short replicas, long block, Progressable progress)
      throws IOException {
    Fault fault = script.poll();
    if (fault == Fault.BEFORE) {
      throw timeout();
    }
    FSDataOutputStream out = super.create(path, overwrite, buffer, replicas, block, progress);
    if (fault == Fault.OTHER_WRITER) {
      try (out) {
        out.write("another's".getBytes(UTF_8));
      }
      throw timeout();
    }
    return fault == null ? out : new FSDataOutputStream(new Faulty(out, fault), null);
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    Fault fault = script.peek();
    FSDataInputStream in = super.open(path, buffer);
    if (fault != Fault.BREAK && fault != Fault.END) {
      return in;
    }
    script.remove();
    return new FSDataInputStream(new Cut(in, fault));
  }

  private static final class Cut extends FSInputStream {
    private final FSDataInputStream in;
    private final Fault fault;
    private int left = 1_000;

    Cut(FSDataInputStream in, Fault fault) {
      this.in = in;
      this.fault = fault;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("bytes are read in blocks");
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      if (left == 0 && fault == Fault.BREAK) {
        throw timeout();
      }
      int read = left == 0 ? -1 : in.read(bytes, from, Math.min(left, Math.min(count, 300)));
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public void seek(long to) throws IOException {
      in.seek(to);
    }

    @Override
    public long getPos() throws IOException {
      return in.getPos();
    }

    @Override
    public boolean seekToNewSource(long to) {
      return false;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private static final class Faulty extends FilterOutputStream {
    private final Fault fault;

    Faulty(OutputStream out, Fault fault) {
      super(out);
      this.fault = fault;
    }

    @Override
    public void write(byte[] values, int from, int count) throws IOException {
      out.write(values, from, fault == Fault.HALFWAY ? count / 2 : count);
      if (fault == Fault.HALFWAY) {
        throw timeout();
      }
    }

    @Override
    public void close() throws IOException {
      out.close();
      throw timeout();
    }
  }
}

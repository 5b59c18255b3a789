package org.almkd.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process and the file that it prints to; closing it ends it with all that it started. */
final class Job implements AutoCloseable {
  private static final int MINUTES = 5;

  private final Process process;
  private final Path log;

  private Job(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a command in the project's folder. */
  static Job start(Path log, Map<String, String> environment, List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      // A Spark of the user's would take the place of the assembled one.
      builder.environment().keySet().removeIf(key -> key.startsWith("SPARK_"));
      builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
      builder.environment().putAll(environment);
      Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      return new Job(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end and returns its exit code. */
  int exitCode() {
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("ended in time: " + log()).isTrue();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until it has printed this, and returns the group called {@code found}. */
  String waitFor(Pattern line) {
    await(line.pattern(), () -> line.matcher(log()).find());
    Matcher matcher = line.matcher(log());
    return matcher.find() ? matcher.group("found") : "";
  }

  /** Waits for something that must happen while it runs. */
  void await(String what, BooleanSupplier happened) {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    while (!happened.getAsBoolean()) {
      assertThat(process.isAlive()).as("alive before " + what + ": " + log()).isTrue();
      assertThat(System.nanoTime()).as("in time: " + what + ": " + log()).isLessThan(end);
      pause();
    }
  }

  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What it has printed so far. */
  String log() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to end, as SIGTERM does. */
  void terminate() {
    process.destroy();
  }

  /** Kills it, as SIGKILL does, and leaves what it has started alone. */
  void kill() {
    process.destroyForcibly();
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  @Override
  public void close() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }
}

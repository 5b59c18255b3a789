package org.almkd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which process works on a run, so that another one on the same machine can tell whether it is
 * gone. Numbers of processes are used again, and those of containers all begin at 1: the time of
 * the start, the boot of the kernel and the container's own numbering tell them apart.
 *
 * @param pid its number
 * @param started when it started, in ticks of the kernel since the boot, which no setting of a
 *     clock changes; -1 where that is not known
 * @param machine boot of the kernel and space of process numbers; empty where they are not known
 */
record RunProcess(long pid, long started, String machine) {
  /** Where /proc/PID/stat has the start, counted from what follows the program's name. */
  private static final int START_FIELD = 19;

  /** Stands before the ticks: elsewhere a start may have been told in another measure. */
  private static final String TICKS = "t";

  /** What one process can tell of another. */
  enum Found {
    /** It is the process that asks. */
    SELF,
    /** It runs on this machine. */
    RUNNING,
    /** It ran on this machine, and does so no more. */
    GONE,
    /** It is, or was, on another machine. */
    ELSEWHERE
  }

  /** Returns this process. */
  static RunProcess current() {
    long self = ProcessHandle.current().pid();
    return new RunProcess(self, startOf(self), machineHere());
  }

  /** Reads {@link #toString}; empty where it says nothing. */
  static Optional<RunProcess> parse(String text) {
    String[] parts = text.split(" ", 3);
    try {
      return parts.length == 3 && parts[1].startsWith(TICKS)
          ? Optional.of(
              new RunProcess(
                  Long.parseLong(parts[0]), Long.parseLong(parts[1].substring(1)), parts[2]))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Looks for it. */
  Found find() {
    if (machine.isEmpty() || !machine.equals(machineHere())) {
      return Found.ELSEWHERE;
    }
    boolean alive = ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    if (!alive || startOf(pid) != started) {
      return Found.GONE;
    }
    return pid == ProcessHandle.current().pid() ? Found.SELF : Found.RUNNING;
  }

  /** Returns process and host for people. */
  static String owner() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = System.getenv().getOrDefault("HOSTNAME", "localhost");
    }
    return ProcessHandle.current().pid() + "@" + host;
  }

  private static long startOf(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The name stands in brackets and may hold both.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[START_FIELD]);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return -1;
    }
  }

  private static String machineHere() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      // No Linux: only the heartbeat tells.
      return "";
    }
  }

  @Override
  public String toString() {
    return "%d %s%d %s".formatted(pid, TICKS, started, machine);
  }
}

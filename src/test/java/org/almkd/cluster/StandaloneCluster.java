package org.almkd.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A master of Spark's and its workers, each a process of its own on this machine. */
final class StandaloneCluster implements AutoCloseable {
  private static final Pattern MASTER = Pattern.compile("master at (?<found>spark://\\S+)");
  private static final Pattern WORKER = Pattern.compile("(?<found>Successfully registered)");

  private final List<Job> workers = new ArrayList<>();
  private final Job master;
  private final String address;

  /** Starts them; each worker offers so many cores. */
  StandaloneCluster(Path folder, int workerCount, int cores) {
    master =
        Project.spark(
            folder.resolve("master.log"),
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0");
    try {
      address = master.waitFor(MASTER);
      for (int i = 0; i < workerCount; i++) {
        workers.add(worker(folder, i, cores));
      }
      workers.forEach(worker -> worker.waitFor(WORKER));
    } catch (AssertionError e) {
      close();
      throw e;
    }
  }

  private Job worker(Path folder, int number, int cores) {
    return Project.spark(
        folder.resolve("worker-" + number + ".log"),
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--webui-port",
        "0",
        "--cores",
        Integer.toString(cores),
        "--memory",
        "4g",
        "--work-dir",
        folder.resolve("work-" + number).toString(),
        address);
  }

  /** Its address, for ALMKD_MASTER. */
  String address() {
    return address;
  }

  /** One of its workers. */
  Job worker(int number) {
    return workers.get(number);
  }

  @Override
  public void close() {
    workers.forEach(Job::close);
    master.close();
  }
}

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * HDFS with one data node and YARN with one node manager, on this machine: {@code MiniHadoop
 * FOLDER}. Prints {@code hdfs HDFS_ADDRESS} and runs until it is killed; client settings are in
 * FOLDER/conf.
 */
public final class MiniHadoop {
  private MiniHadoop() {}

  /** Starts both. */
  public static void main(String[] arguments) {
    try {
      start(Path.of(arguments[0]));
    } catch (Throwable e) {
      // Threads of HDFS would keep a JVM alive whose YARN did not start.
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void start(Path folder) throws Exception {
    System.setProperty("test.build.data", folder.resolve("data").toString());
    Configuration hdfs = new Configuration();
    hdfs.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    hdfs.setBoolean("dfs.permissions.enabled", false);
    MiniDFSCluster files = new MiniDFSCluster.Builder(hdfs).numDataNodes(1).build();
    files.waitClusterUp();
    String address = files.getFileSystem().getUri().toString();

    MiniYARNCluster yarn = new MiniYARNCluster("almkd", 1, 1, 1);
    yarn.init(yarn(address));
    yarn.start();
    if (!yarn.waitForNodeManagersToConnect(60_000)) {
      throw new IllegalStateException("no node manager came within a minute");
    }
    writeClient(folder.resolve("conf"), address, yarn.getConfig());
    System.out.println("hdfs " + address);
  }

  private static YarnConfiguration yarn(String address) {
    YarnConfiguration yarn = new YarnConfiguration();
    yarn.set("fs.defaultFS", address);
    yarn.set("yarn.resourcemanager.hostname", "127.0.0.1");
    yarn.setBoolean("yarn.is.minicluster", true);
    yarn.setBoolean(YarnConfiguration.YARN_MINICLUSTER_FIXED_PORTS, false);
    // A full disk of the developer's is no reason to refuse.
    yarn.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    yarn.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
    yarn.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    yarn.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    yarn.setInt("yarn.scheduler.maximum-allocation-mb", 8192);
    yarn.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, 8192);
    yarn.setInt("yarn.nodemanager.resource.cpu-vcores", 8);
    // Logs of containers stay until the folder goes.
    yarn.setLong(YarnConfiguration.DEBUG_NM_DELETE_DELAY_SEC, 3600);
    yarn.setInt("yarn.resourcemanager.am.max-attempts", 1);
    // The artifact has no capacity-scheduler.xml.
    String scheduler = "yarn.scheduler.capacity.";
    yarn.set(scheduler + "root.queues", "default");
    yarn.set(scheduler + "root.default.capacity", "100");
    yarn.set(scheduler + "root.default.maximum-capacity", "100");
    yarn.set(scheduler + "root.default.state", "RUNNING");
    yarn.set(scheduler + "root.default.acl_submit_applications", "*");
    yarn.set(scheduler + "maximum-am-resource-percent", "0.9");
    return yarn;
  }

  private static void writeClient(Path folder, String address, Configuration server)
      throws IOException {
    Files.createDirectories(folder);
    Configuration core = new Configuration(false);
    core.set("fs.defaultFS", address);
    core.set("dfs.replication", "1");
    write(core, folder.resolve("core-site.xml"));
    Configuration yarn = new Configuration(false);
    for (String role : new String[] {"", "scheduler.", "resource-tracker."}) {
      String key = "yarn.resourcemanager." + role + "address";
      yarn.set(key, server.get(key));
    }
    write(yarn, folder.resolve("yarn-site.xml"));
  }

  private static void write(Configuration configuration, Path file) {
    try (Writer out = Files.newBufferedWriter(file)) {
      configuration.writeXml(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

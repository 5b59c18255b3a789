import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The image as files of this machine: where its paths lie, and the address of the API server.
 *
 * @param folder for pods
 * @param project the project's folder
 * @param sparkHome stands for /opt/spark
 * @param api address of the API server
 */
record ToyImage(Path folder, String project, String sparkHome, String api) {
  ToyImage {
    try {
      Files.createDirectories(folder.resolve("image"));
      Files.createSymbolicLink(
          folder.resolve("image/almkd.jar"), Path.of(project, "target", "almkd.jar"));
      Files.createSymbolicLink(folder.resolve("image/conf"), Path.of(project, "conf"));
      Files.writeString(folder.resolve("token"), "toy");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Path token() {
    return folder.resolve("token");
  }

  String entrypoint() {
    return project + "/deploy/docker/entrypoint.sh";
  }

  String decommission() {
    return project + "/deploy/docker/decommission.sh";
  }

  /** Puts files of this machine in place of paths in the container; longer paths first. */
  String here(String text, Map<String, Path> mounts) {
    TreeMap<String, Path> paths = new TreeMap<>((a, b) -> b.compareTo(a));
    paths.putAll(mounts);
    paths.put("/opt/almkd", folder.resolve("image"));
    String here = text;
    for (Map.Entry<String, Path> path : paths.entrySet()) {
      here = here.replace(path.getKey(), path.getValue().toString());
    }
    return here;
  }
}

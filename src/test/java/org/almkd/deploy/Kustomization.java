package org.almkd.deploy;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a folder as kustomize would: which resources it makes, and what in its kustomization.yaml
 * would stop it, or do nothing. Fields that it does not know are problems, too.
 */
final class Kustomization {
  private static final String FILE = "kustomization.yaml";
  private static final String FILES = "files";
  private static final Set<String> FIELDS =
      Set.of(
          "apiVersion",
          "kind",
          "namespace",
          "resources",
          "labels",
          "configMapGenerator",
          "generatorOptions",
          "patches");

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private final Path folder;
  private final Map<?, ?> content;
  private final List<String> resources = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private Kustomization(Path folder) {
    this.folder = folder;
    this.content = YAML.unmarshal(text(folder.resolve(FILE)), Map.class);
  }

  /** Reads the kustomization.yaml of a folder and all that it names. */
  static Kustomization read(Path folder) {
    Kustomization read = new Kustomization(folder);
    read.checkFields();
    read.list("resources").forEach(name -> read.addResource(name.toString()));
    read.list("configMapGenerator").forEach(map -> read.addConfigMap((Map<?, ?>) map));
    read.list("patches").forEach(patch -> read.checkPatch((Map<?, ?>) patch));
    read.checkNamespace();
    read.checkNames();
    return read;
  }

  /** Kind and name of every resource, as in Role/almkd-driver. */
  List<String> resources() {
    return List.copyOf(resources);
  }

  /** What is wrong. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  /** Kind and name of a document. */
  static String nameOf(String document) {
    Map<?, ?> resource = YAML.unmarshal(document, Map.class);
    return id(resource.get("kind"), ((Map<?, ?>) resource.get("metadata")).get("name"));
  }

  private static String id(Object kind, Object name) {
    return kind + "/" + name;
  }

  private void checkFields() {
    Set<String> unknown = new TreeSet<>();
    content.keySet().forEach(field -> unknown.add(field.toString()));
    unknown.removeAll(FIELDS);
    if (!unknown.isEmpty()) {
      problems.add("unknown fields " + unknown);
    }
    if (!"Kustomization".equals(content.get("kind"))
        || !"kustomize.config.k8s.io/v1beta1".equals(content.get("apiVersion"))) {
      problems.add("not a Kustomization of kustomize.config.k8s.io/v1beta1");
    }
  }

  private void addResource(String name) {
    Path path = folder.resolve(name);
    if (Files.isRegularFile(path.resolve(FILE))) {
      Kustomization inner = read(path);
      resources.addAll(inner.resources);
      problems.addAll(inner.problems);
    } else if (Files.isRegularFile(path)) {
      StrictManifest.documents(text(path)).forEach(document -> resources.add(nameOf(document)));
    } else {
      problems.add("no resource " + name);
    }
  }

  private void addConfigMap(Map<?, ?> generator) {
    // Else the name ends in a hash, which whoever names the map does not know.
    Object options = content.get("generatorOptions");
    boolean plain =
        options instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("disableNameSuffixHash"));
    resources.add(id("ConfigMap", generator.get("name") + (plain ? "" : "-HASH")));
    if (!(generator.get(FILES) instanceof List<?> files) || files.isEmpty()) {
      problems.add("ConfigMap " + generator.get("name") + " without files");
      return;
    }
    for (Object file : files) {
      // The key in the map may stand before it.
      String name = file.toString().substring(file.toString().indexOf('=') + 1);
      if (!Files.isRegularFile(folder.resolve(name))) {
        problems.add("no file " + name + " for ConfigMap " + generator.get("name"));
      }
    }
  }

  /** A target without a kind or a name is one of several resources: not done here, so not known. */
  private void checkPatch(Map<?, ?> patch) {
    Object path = patch.get("path");
    if (path != null && !Files.isRegularFile(folder.resolve(path.toString()))) {
      problems.add("no patch " + path);
      return;
    }
    String target =
        patch.get("target") instanceof Map<?, ?> found
            ? id(found.get("kind"), found.get("name"))
            : nameOf(
                path == null
                    ? patch.get("patch").toString()
                    : text(folder.resolve(path.toString())));
    if (!resources.contains(target)) {
      problems.add("no target " + target + " of a patch");
    }
  }

  private void checkNamespace() {
    Object namespace = content.get("namespace");
    if (namespace != null && !resources.contains(id("Namespace", namespace))) {
      problems.add("nothing makes the namespace " + namespace);
    }
  }

  private void checkNames() {
    if (Set.copyOf(resources).size() < resources.size()) {
      problems.add("a resource twice in " + resources);
    }
  }

  private List<?> list(String field) {
    return content.get(field) instanceof List<?> list ? list : List.of();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

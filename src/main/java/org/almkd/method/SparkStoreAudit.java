package org.almkd.method;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almkd.data.DataAudit;
import org.almkd.data.InvalidDataException;
import org.almkd.data.PreparedData;
import org.almkd.data.SparkJobGroup;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Finding;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.almkd.storage.Sha256;
import org.almkd.storage.StorageException;
import org.almkd.storage.StoreEntry;
import org.almkd.teacher.SoftLabelAudit;
import org.almkd.teacher.SoftLabels;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * Checks all artefacts of a store: every file against size and hash in its manifest, the digest of
 * prepared rows, the keys of what is addressed by its content, and a sample of each file of logits
 * against logits computed anew. One task a file.
 */
public final class SparkStoreAudit {
  private final JavaSparkContext spark;
  private final ArtefactStore store;
  private final int sample;

  /**
   * Prepares to check a store.
   *
   * @param spark the context
   * @param store the store
   * @param sample rows of each file of logits that are computed anew; at least 0
   */
  public SparkStoreAudit(JavaSparkContext spark, ArtefactStore store, int sample) {
    this.spark = spark;
    this.store = store;
    this.sample = sample;
  }

  /**
   * What was found of one entry of a store.
   *
   * @param entry the entry
   * @param recomputed what was computed anew, for people
   * @param findings what is wrong; empty where nothing is
   * @param damaged whether the entry itself is wrong, and not only what it is checked against
   */
  public record Result(
      StoreEntry entry, String recomputed, List<Finding> findings, boolean damaged) {
    /** Copies the list. */
    public Result {
      findings = List.copyOf(findings);
    }
  }

  /** Returns the results of all entries that have a manifest, in path order. */
  public List<Result> run() {
    List<StoreEntry> entries =
        StoreEntry.all(store).stream().filter(e -> !e.manifestPath().isEmpty()).toList();
    Map<String, Artefact> artefacts = new HashMap<>();
    for (StoreEntry entry : entries) {
      entry.published().ifPresent(a -> artefacts.putIfAbsent(entry.name(), a));
    }
    List<FileTask> files = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    for (StoreEntry entry : entries) {
      entry.published().ifPresent(a -> files.addAll(files(entry, a, artefacts)));
    }
    Map<String, List<Outcome>> outcomes = check(files);
    for (StoreEntry entry : entries) {
      List<Outcome> own = outcomes.getOrDefault(entry.folder(), List.of());
      results.add(
          entry
              .published()
              .map(a -> result(entry, a, own, artefacts))
              .orElseGet(() -> notWhole(entry)));
    }
    return results;
  }

  private static Result notWhole(StoreEntry entry) {
    Finding finding =
        new Finding(
            entry.manifestPath(),
            "a manifest that is cut off, altered, or of another artefact",
            "a whole manifest of " + entry.name());
    return new Result(entry, "", List.of(finding), true);
  }

  private List<FileTask> files(StoreEntry of, Artefact artefact, Map<String, Artefact> artefacts) {
    Optional<SoftLabelAudit> audit = audit(artefact, artefacts);
    return artefact.manifest().entries().stream()
        .map(entry -> new FileTask(of.folder(), artefact, entry, audit.orElse(null)))
        .toList();
  }

  /** What computes logits anew; nothing for other artefacts, or where the teacher is gone. */
  private Optional<SoftLabelAudit> audit(Artefact artefact, Map<String, Artefact> artefacts) {
    if (!artefact.manifest().kind().equals(SoftLabels.KIND) || sample == 0) {
      return Optional.empty();
    }
    Map<String, String> properties = artefact.manifest().properties();
    Artefact data = artefacts.get(PreparedData.KIND + "/" + properties.get(SoftLabelAudit.DATA));
    List<String> names = SoftLabelAudit.teachers(artefact, SparkNetworks.NETWORKS);
    List<Artefact> teachers =
        names.stream().filter(artefacts::containsKey).map(artefacts::get).toList();
    if (data == null || teachers.size() < names.size()) {
      return Optional.empty();
    }
    List<Artefact> networks =
        artefacts.values().stream()
            .filter(a -> a.manifest().kind().equals(SparkNetworks.NETWORKS))
            .toList();
    return Optional.of(new SoftLabelAudit(artefact, data, teachers, networks, sample));
  }

  private Map<String, List<Outcome>> check(List<FileTask> files) {
    Map<String, List<Outcome>> outcomes = new HashMap<>();
    if (!files.isEmpty()) {
      SparkJobGroup.run(
              spark,
              "verify store",
              () -> spark.parallelize(files, files.size()).map(new Check()).collect())
          .forEach(o -> outcomes.computeIfAbsent(o.folder(), f -> new ArrayList<>()).add(o));
    }
    return outcomes;
  }

  private Result result(
      StoreEntry entry, Artefact artefact, List<Outcome> outcomes, Map<String, Artefact> all) {
    List<Finding> findings = new ArrayList<>();
    outcomes.forEach(o -> findings.addAll(o.findings()));
    boolean sound = findings.isEmpty();
    boolean foreign = outcomes.stream().allMatch(o -> o.findings().isEmpty() || o.foreign());
    return switch (entry.kind()) {
      case PreparedData.KIND -> {
        String digest = DataAudit.text(outcomes.stream().mapToLong(Outcome::digest).sum());
        // The sum over files of which one is damaged says nothing.
        if (sound && !digest.equals(artefact.property("digest"))) {
          findings.add(
              new Finding(
                  artefact.folder(),
                  "rows of the digest " + digest,
                  artefact.property("digest") + " as its manifest says"));
        }
        yield new Result(entry, "digest of all rows recomputed", findings, !findings.isEmpty());
      }
      case SoftLabels.KIND -> {
        Optional<Finding> key = SoftLabelAudit.key(artefact);
        key.ifPresent(findings::add);
        long rows = outcomes.stream().mapToLong(Outcome::recomputed).sum();
        boolean known = audit(artefact, all).isPresent();
        yield new Result(
            entry,
            known
                ? rows + " rows recomputed"
                : "no row recomputed: its teacher or rows are not in this store",
            findings,
            key.isPresent() || !foreign);
      }
      case SparkNetworks.NETWORKS -> {
        SparkTeachers.importedKey(artefact).ifPresent(findings::add);
        yield new Result(entry, "", findings, !findings.isEmpty());
      }
      default -> new Result(entry, "", findings, !findings.isEmpty());
    };
  }

  /**
   * What was found of one file.
   *
   * @param folder folder of the entry of the store, as in the task
   * @param findings what is wrong
   * @param foreign whether that is wrong with another artefact, against which this one is checked
   * @param digest digest of the rows
   * @param recomputed rows of logits that were computed anew
   */
  private record Outcome(
      String folder, List<Finding> findings, boolean foreign, long digest, long recomputed)
      implements Serializable {
    static Outcome wrong(FileTask file, Finding finding, boolean foreign) {
      return new Outcome(file.folder(), List.of(finding), foreign, 0, 0);
    }
  }

  /** A file to check, of the entry in a folder; the audit is null where nothing can be computed. */
  private record FileTask(
      String folder, Artefact artefact, ManifestEntry entry, SoftLabelAudit audit)
      implements Serializable {}

  /** Executor side: checks one file. */
  private static final class Check implements Function<FileTask, Outcome> {
    /** Columns without which a file holds no logits. */
    private static final List<String> LOGITS_COLUMNS = List.of("id", "logits");

    @Override
    public Outcome call(FileTask file) {
      Artefact artefact = file.artefact();
      try {
        Optional<Finding> damage = damage(artefact, file.entry());
        return damage.isPresent() ? Outcome.wrong(file, damage.get(), false) : content(file);
      } catch (StorageException | InvalidDataException e) {
        // The hash is right or the file cannot be read at all, which is told as such.
        boolean foreign = file.audit() != null && isReadable(file);
        Finding finding =
            new Finding(
                artefact.path(file.entry()),
                "content that cannot be checked (" + e.getMessage() + ")",
                foreign
                    ? "rows and a teacher to check it against"
                    : "content of " + artefact.manifest().kind());
        return Outcome.wrong(file, finding, foreign);
      }
    }

    /** Whether a file of logits is sound, so that a check of it failed for another artefact. */
    private static boolean isReadable(FileTask file) {
      Artefact labels = file.artefact();
      try {
        ParquetTable table =
            ParquetTable.read(labels.path(file.entry()), labels.read(file.entry()));
        return table.names().containsAll(LOGITS_COLUMNS);
      } catch (StorageException | InvalidDataException e) {
        return false;
      }
    }

    private static Outcome content(FileTask file) {
      Artefact artefact = file.artefact();
      if (artefact.manifest().kind().equals(PreparedData.KIND)) {
        long digest = new DataAudit(artefact).digest(file.entry());
        return new Outcome(file.folder(), List.of(), false, digest, 0);
      }
      if (file.audit() == null) {
        return new Outcome(file.folder(), List.of(), false, 0, 0);
      }
      Optional<Finding> wrong = file.audit().check(file.entry());
      long rows = Math.min(file.audit().sample(), file.entry().rows());
      return new Outcome(file.folder(), wrong.stream().toList(), false, 0, rows);
    }

    private static Optional<Finding> damage(Artefact artefact, ManifestEntry entry) {
      String path = artefact.path(entry);
      if (!artefact.storage().exists(path)) {
        return Optional.of(new Finding(path, "no such file", entry.bytes() + " bytes"));
      }
      byte[] bytes = artefact.storage().read(path);
      if (bytes.length != entry.bytes()) {
        return Optional.of(new Finding(path, bytes.length + " bytes", entry.bytes() + " bytes"));
      }
      String found = Sha256.of(bytes);
      return found.equals(entry.sha256())
          ? Optional.empty()
          : Optional.of(
              new Finding(
                  path,
                  "SHA-256 " + found,
                  entry.sha256() + " as its manifest says; the file was altered or damaged"));
    }
  }
}

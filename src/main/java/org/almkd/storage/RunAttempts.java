package org.almkd.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has worked on a run: each start writes one file, {@code attempts/NUMBER-ID.json}, and never
 * changes it. The run belongs to the attempt of the highest number; of two that took the same
 * number at once, to the one whose id comes first. Every attempt that looks sees the same files,
 * hence the same owner, without locks or renames; one that began to work and then lost sees it when
 * it looks again.
 *
 * <p>An attempt names its parent, the one that owned the run when it began. Attempt, parent, its
 * parent and so on are the line of the run: what other attempts wrote, because they had lost and
 * did not know it yet, does not count.
 */
public final class RunAttempts {
  private static final String FOLDER = "attempts";
  private static final Pattern NAME = Pattern.compile("(\\d{6,9})-([0-9A-Za-z-]+)\\.json");
  private static final Comparator<Name> OWNER_FIRST =
      Comparator.comparing(Name::number).reversed().thenComparing(Name::id);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Logger LOG = LoggerFactory.getLogger(RunAttempts.class);

  /** What is read of one at most; it holds the configuration with all defaults written out. */
  private static final long MOST_BYTES = 64 << 20;

  private final Storage storage;
  private final String folder;

  /** The attempts at the run of a folder, which need not exist yet. */
  public RunAttempts(Storage storage, String runFolder) {
    this.storage = storage;
    this.folder = storage.qualify(runFolder) + "/" + FOLDER;
  }

  private record Name(int number, String id, StoredFile file) {}

  /**
   * One start of a run.
   *
   * @param id its name, unique
   * @param parent id of the attempt that owned the run before; empty for the first
   * @param facts what else it says of itself
   */
  public record RunAttempt(String id, String parent, Map<String, String> facts) {
    /** Copies the facts in their order. */
    public RunAttempt {
      facts = new LinkedHashMap<>(facts);
    }

    /** Returns a fact; empty where it is not told. */
    public String fact(String name) {
      return facts.getOrDefault(name, "");
    }
  }

  /**
   * Returns the attempt that owns the run; one that died while it wrote its file is passed over.
   */
  public Optional<RunAttempt> owner() {
    return names().stream().map(this::read).flatMap(Optional::stream).findFirst();
  }

  /**
   * Writes a new attempt. Whether it owns the run is seen by {@link #isOwner} afterwards.
   *
   * @param facts what it says of itself
   */
  public RunAttempt begin(Map<String, String> facts) {
    List<Name> names = names();
    int number = names.isEmpty() ? 1 : names.get(0).number() + 1;
    String parent = owner().map(RunAttempt::id).orElse("");
    RunAttempt attempt = new RunAttempt(Attempt.freshId(), parent, facts);
    storage.write("%s/%06d-%s.json".formatted(folder, number, attempt.id()), bytes(attempt));
    return attempt;
  }

  /** Returns whether the run still belongs to an attempt. */
  public boolean isOwner(RunAttempt attempt) {
    List<Name> names = names();
    return !names.isEmpty() && names.get(0).id().equals(attempt.id());
  }

  /**
   * Returns the ids of an attempt, of its parent, and so on. One whose file cannot be read is the
   * last, as nothing tells its parent.
   */
  public List<String> line(RunAttempt attempt) {
    List<RunAttempt> attempts = new ArrayList<>(List.of(attempt));
    attempts.addAll(before(attempt));
    List<String> line = new ArrayList<>();
    attempts.forEach(a -> line.add(a.id()));
    String unread = attempts.get(attempts.size() - 1).parent();
    if (!unread.isEmpty() && !line.contains(unread)) {
      line.add(unread);
    }
    return line;
  }

  /** Returns the parent of an attempt, its parent, and so on, as far as they can be read. */
  public List<RunAttempt> before(RunAttempt attempt) {
    Map<String, Name> byId = new LinkedHashMap<>();
    names().forEach(name -> byId.put(name.id(), name));
    byId.remove(attempt.id());
    List<RunAttempt> before = new ArrayList<>();
    Name next = byId.remove(attempt.parent());
    while (next != null) {
      Optional<RunAttempt> parent = read(next);
      parent.ifPresent(before::add);
      next = parent.map(p -> byId.remove(p.parent())).orElse(null);
    }
    return before;
  }

  /** Names of all attempts, the owner's first. */
  private List<Name> names() {
    List<Name> names = new ArrayList<>();
    for (StoredFile file : storage.list(folder)) {
      Matcher name = NAME.matcher(file.name());
      if (name.matches()) {
        names.add(new Name(Integer.parseInt(name.group(1)), name.group(2), file));
      }
    }
    names.sort(OWNER_FIRST);
    return names;
  }

  private Optional<RunAttempt> read(Name name) {
    StoredFile file = name.file();
    if (file.bytes() > MOST_BYTES) {
      LOG.warn(
          "skipped {}: found {} bytes; expected at most {} of an attempt at a run",
          file.path(),
          file.bytes(),
          MOST_BYTES);
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(storage.read(file.path()));
      if (!json.path("id").asText().equals(name.id())) {
        return Optional.empty();
      }
      Map<String, String> facts = new LinkedHashMap<>();
      json.path("facts")
          .fields()
          .forEachRemaining(f -> facts.put(f.getKey(), f.getValue().asText()));
      return Optional.of(new RunAttempt(name.id(), json.path("parent").asText(), facts));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(RunAttempt attempt) {
    ObjectNode json = JSON.createObjectNode();
    json.put("id", attempt.id()).put("parent", attempt.parent());
    ObjectNode facts = json.putObject("facts");
    attempt.facts().forEach(facts::put);
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot write an attempt", e);
    }
  }
}

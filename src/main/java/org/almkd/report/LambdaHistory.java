package org.almkd.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.almkd.mixing.SparkLambdaSnapshots;
import org.almkd.storage.Artefact;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.ParquetTable;
import org.almkd.storage.Storage;
import org.almkd.storage.StorageException;
import org.almkd.storage.StoredFile;

/** The tables of lambdas in a run folder, one for each update. */
public final class LambdaHistory {
  private static final Pattern NAME = Pattern.compile("epoch-(\\d+)");

  private final ArtefactStore folder;

  /** The tables in a run folder. */
  public LambdaHistory(Storage storage, String runFolder) {
    this.folder = new ArtefactStore(storage, runFolder);
  }

  /** Returns the epochs before which the lambdas were updated, increasing. */
  public List<Integer> epochs() {
    List<Integer> epochs = new ArrayList<>();
    for (StoredFile file : folder.storage().list(folder.root() + "/" + SparkLambdaSnapshots.KIND)) {
      Matcher name = NAME.matcher(file.name());
      if (name.matches() && find(file.name()).isPresent()) {
        epochs.add(Integer.parseInt(name.group(1)));
      }
    }
    return epochs.stream().sorted().toList();
  }

  /**
   * Reads the table of an epoch into memory, about 20 bytes an instance and teacher.
   *
   * @throws StorageException if there is none, or it is damaged
   */
  public LambdaSnapshot read(int epoch) {
    String key = SparkLambdaSnapshots.key(epoch);
    Artefact artefact =
        find(key)
            .orElseThrow(
                () ->
                    new StorageException(
                        "Cannot read the lambdas %s of %s: found no whole table; expected one of %s; run distill anew"
                            .formatted(key, folder.root(), epochs())));
    LambdaSnapshot.Builder snapshot = new LambdaSnapshot.Builder(epoch);
    for (ManifestEntry entry : artefact.manifest().entries()) {
      snapshot.add(ParquetTable.read(artefact.path(entry), artefact.read(entry)));
    }
    return snapshot.build();
  }

  /** Returns the files of the last table, for those who do not read it into memory. */
  public Optional<Artefact> last() {
    List<Integer> epochs = epochs();
    return epochs.isEmpty()
        ? Optional.empty()
        : find(SparkLambdaSnapshots.key(epochs.get(epochs.size() - 1)));
  }

  private Optional<Artefact> find(String key) {
    return folder.find(SparkLambdaSnapshots.KIND, key);
  }
}

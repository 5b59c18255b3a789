package org.almkd.data;

import org.almkd.storage.Artefact;
import org.almkd.storage.ManifestEntry;

/** Computes anew what the manifest of prepared data says of its rows. */
public final class DataAudit {
  private final Artefact artefact;

  /** Looks at an artefact of kind {@link PreparedData#KIND}. */
  public DataAudit(Artefact artefact) {
    this.artefact = artefact;
  }

  /** Returns the sum of the hashes of a file's rows; 0 for files that hold no rows' features. */
  public long digest(ManifestEntry entry) {
    for (Split split : Split.values()) {
      int block = PreparedData.blocks(artefact, split).indexOf(entry);
      if (block >= 0) {
        return digest(new BlockReader(artefact).read(split, block));
      }
    }
    return 0;
  }

  /** Returns a sum of row hashes as the manifest's property {@code digest} says it. */
  public static String text(long sum) {
    return RowDigest.text(sum);
  }

  private static long digest(RowBlock rows) {
    boolean cleanKnown = rows.cleanLabels().length > 0;
    long digest = 0;
    for (int i = 0; i < rows.rows(); i++) {
      digest +=
          RowDigest.of(
              rows.ids()[i],
              rows.features(),
              i,
              rows.labels()[i],
              cleanKnown ? rows.cleanLabels()[i] : SourceRow.NO_LABEL,
              rows.split().code());
    }
    return digest;
  }
}

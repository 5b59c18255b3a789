package org.almkd.teacher;

import java.io.Serializable;
import org.almkd.data.PreparedData;
import org.almkd.model.SharedNetwork;
import org.almkd.storage.Artefact;
import org.almkd.storage.ManifestEntry;

/**
 * A teacher whose network lies in the store.
 *
 * @param name its name in the run
 * @param key key of its network: equal keys say the same about any row
 * @param artefact where it lies
 * @param zip the DL4J zip inside the artefact
 */
public record TeacherModel(String name, String key, Artefact artefact, ManifestEntry zip)
    implements Serializable {

  /**
   * Returns its network, for tasks.
   *
   * @param data the rows that it is shown
   * @param threads native threads of one network
   */
  public SharedNetwork shared(PreparedData data, int threads) {
    return new SharedNetwork(
        artefact.storage(),
        artefact.path(zip),
        zip.sha256(),
        data.input(),
        data.classes(),
        threads);
  }
}

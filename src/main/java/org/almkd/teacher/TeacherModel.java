package org.almkd.teacher;

import java.io.Serializable;
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
    implements Serializable {}

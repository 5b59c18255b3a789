package org.almkd;

import java.util.ArrayList;
import java.util.List;
import org.almkd.config.TeacherConfig;
import org.almkd.config.TeacherSource;
import org.almkd.data.InvalidDataException;
import org.almkd.storage.Storage;

/** The files of teachers that come from elsewhere; looked for before rows are read. */
final class TeacherFiles {
  private TeacherFiles() {}

  /** Names every file that is missing. */
  static void require(Storage storage, List<TeacherConfig> teachers) {
    List<String> problems = new ArrayList<>();
    for (TeacherConfig teacher : teachers) {
      String path = path(teacher.source());
      if (!path.isEmpty() && !storage.exists(path) && storage.glob(path).isEmpty()) {
        problems.add(
            "found no file %s of teacher %s; expected what its source names; check the path"
                .formatted(path, teacher.name()));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidDataException("Cannot read teachers", problems, problems.size());
    }
  }

  private static String path(TeacherSource source) {
    if (source instanceof TeacherSource.Dl4j dl4j) {
      return dl4j.path();
    }
    return source instanceof TeacherSource.Logits logits ? logits.path() : "";
  }
}

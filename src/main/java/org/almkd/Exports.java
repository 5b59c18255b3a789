package org.almkd;

import java.nio.ByteBuffer;
import org.almkd.data.PreparedData;
import org.almkd.method.Teacher;
import org.almkd.method.TrainedNetwork;
import org.almkd.model.NetworkExport;
import org.almkd.report.ModelCard;
import org.almkd.report.NetworkReport;
import org.almkd.report.RunFolder;
import org.almkd.storage.Sha256;
import org.almkd.teacher.TeacherModel;

/**
 * Writes networks into the run folder: model.zip that any DL4J program reads, model.json beside it.
 */
final class Exports {
  private final RunFolder folder;
  private final PreparedData data;

  Exports(RunFolder folder, PreparedData data) {
    this.folder = folder;
    this.data = data;
  }

  /** Writes a trained student under a folder and returns what the report says of it. */
  NetworkReport write(String path, String name, TrainedNetwork network, double learningRate) {
    float[] parameters = network.parameters();
    String digest = digest(parameters);
    String architecture = network.spec().architecture().describe();
    folder.write(
        path + "/model.zip",
        NetworkExport.zip(network.spec(), parameters, learningRate, data.standardization()));
    folder.write(path + "/model.json", ModelCard.of(architecture, data, digest).toJson(data));
    return new NetworkReport(
        name,
        architecture,
        NetworkReport.result(network.earlyStop()),
        digest,
        network.state().metrics(),
        network.selection());
  }

  /** Copies the network of a teacher, where it has one. */
  void copy(Teacher teacher) {
    teacher.model().ifPresent(model -> copy(teacher, model));
  }

  private void copy(Teacher teacher, TeacherModel model) {
    String path = "teachers/" + teacher.name();
    byte[] zip = model.artefact().read(model.zip());
    folder.write(path + "/model.zip", zip);
    folder.write(path + "/model.json", ModelCard.of(teacher.description(), data, "").toJson(data));
  }

  private static String digest(float[] parameters) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * parameters.length);
    bytes.asFloatBuffer().put(parameters);
    return Sha256.of(bytes.array());
  }
}

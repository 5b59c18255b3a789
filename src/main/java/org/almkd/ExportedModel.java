package org.almkd;

import java.util.List;
import java.util.stream.Stream;
import org.almkd.config.Classes;
import org.almkd.config.DataConfig;
import org.almkd.config.RunConfig;
import org.almkd.data.InvalidDataException;
import org.almkd.model.SharedNetwork;
import org.almkd.model.ZippedNetwork;
import org.almkd.report.ModelCard;
import org.almkd.storage.Sha256;
import org.almkd.storage.Storage;

/**
 * The exported network that predict and evaluate use: {@code predict.model} names its folder.
 *
 * @param card what model.json says
 * @param network the zip beside it
 */
record ExportedModel(ModelCard card, SharedNetwork network) {

  /** Reads both files and checks that they fit each other. */
  static ExportedModel load(Storage storage, RunConfig config) {
    String folder = storage.qualify(config.predict().model());
    requireFiles(storage, folder);
    String cardPath = folder + "/model.json";
    ModelCard card = ModelCard.parse(cardPath, storage.read(cardPath));
    String path = folder + "/model.zip";
    byte[] zip = storage.read(path);
    int classes = card.classes().size();
    ZippedNetwork.load(path, zip, card.input(), classes);
    return new ExportedModel(
        card,
        new SharedNetwork(
            storage,
            path,
            Sha256.of(zip),
            card.input(),
            classes,
            config.cluster().threadsPerReplica()));
  }

  private static void requireFiles(Storage storage, String folder) {
    List<String> missing =
        Stream.of("model.json", "model.zip")
            .filter(name -> !storage.exists(folder + "/" + name))
            .toList();
    if (!missing.isEmpty()) {
      throw new InvalidDataException(
          "Cannot read the network " + folder,
          "found no %s; expected the folder of an exported network, such as student in the folder of a run; check predict.model"
              .formatted(String.join(" and no ", missing)));
    }
  }

  /**
   * Returns the data configuration with the network's own classes, where the run file names none
   * and uses rows of all classes: otherwise the network knows the first ones alone.
   */
  DataConfig withClasses(DataConfig data) {
    if (data.classes().count() > 0 || data.limits().classes() > 0) {
      return data;
    }
    return data.withClasses(new Classes(card.classes().size(), card.classes()));
  }
}

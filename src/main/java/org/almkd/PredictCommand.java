package org.almkd;

import java.util.List;
import java.util.Map;
import org.almkd.config.InvalidConfigException;
import org.almkd.config.Purpose;
import org.almkd.config.RunConfig;
import org.almkd.data.PreparedData;
import org.almkd.data.SparkDataStage;
import org.almkd.data.SparkJobGroup;
import org.almkd.data.Split;
import org.almkd.evaluate.SparkScoring;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Manifest;
import org.almkd.storage.ManifestEntry;
import org.almkd.storage.Storage;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Applies an exported network to rows of any source; labels, if there are any, are not looked at.
 */
final class PredictCommand implements SparkCommand {
  /** Readers of Parquet folders pass over names that begin with an underscore. */
  private static final String MANIFEST = "_manifest.json";

  @Override
  public Purpose purpose() {
    return Purpose.PREDICT;
  }

  @Override
  public void run(SparkSession session, Storage storage, RunConfig config) {
    String output = storage.qualify(config.predict().output());
    if (storage.exists(output)) {
      throw new InvalidConfigException(
          List.of(
              "predict.output: found something at %s already; expected a folder that does not exist; name another"
                  .formatted(output)));
    }
    ExportedModel model = ExportedModel.load(storage, config);
    PreparedData data =
        new SparkDataStage(session, new ArtefactStore(storage, config.storeDir()))
            .prepareUnlabelled(model.withClasses(config.data()), model.card().inputs());
    model.card().requirePixels(config.predict().model(), data);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    PreparedData named = data.withClassNames(model.card().classes());
    List<ManifestEntry> files =
        SparkJobGroup.run(
            spark,
            "predictions",
            () -> new SparkScoring(spark, model.network(), named).predict(storage, output));
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT_VERSION,
            "predictions",
            data.key(),
            "",
            files,
            Map.of("model", model.network().sha256()));
    storage.write(output + "/" + MANIFEST, manifest.toBytes());
    Console.print(
        "predictions of %d rows: %s (Parquet: id, key, class, className, probabilities)"
            .formatted(data.rows(Split.TEST), output));
  }
}

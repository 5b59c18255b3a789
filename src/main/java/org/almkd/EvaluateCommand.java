package org.almkd;

import java.util.Map;
import org.almkd.config.Purpose;
import org.almkd.config.RunConfig;
import org.almkd.data.InvalidDataException;
import org.almkd.data.PreparedData;
import org.almkd.data.SparkDataStage;
import org.almkd.data.SparkJobGroup;
import org.almkd.data.Split;
import org.almkd.evaluate.Evaluation;
import org.almkd.evaluate.SparkScoring;
import org.almkd.report.Numbers;
import org.almkd.storage.ArtefactStore;
import org.almkd.storage.Storage;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Measures an exported network on labelled rows of any source, split as training would split them.
 */
final class EvaluateCommand implements SparkCommand {
  @Override
  public Purpose purpose() {
    return Purpose.EVALUATE;
  }

  @Override
  public void run(SparkSession session, Storage storage, RunConfig config) {
    ExportedModel model = ExportedModel.load(storage, config);
    PreparedData data =
        new SparkDataStage(session, new ArtefactStore(storage, config.storeDir()))
            .prepareLabelled(model.withClasses(config.data()), model.card().inputs());
    model.card().requirePixels(config.predict().model(), data);
    if (data.classes() != model.card().classes().size()) {
      throw new InvalidDataException(
          "Cannot evaluate the network " + config.predict().model(),
          "found %d classes in the data, %d in the network; use data of the same classes"
              .formatted(data.classes(), model.card().classes().size()));
    }
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    Map<Split, Evaluation> evaluations =
        SparkJobGroup.run(
            spark,
            "evaluation",
            () ->
                new SparkScoring(spark, model.network(), data)
                    .evaluate(config.evaluate().calibrationBins()));
    Console.print(
        String.join("\n", evaluations.entrySet().stream().map(EvaluateCommand::line).toList()));
  }

  private static String line(Map.Entry<Split, Evaluation> entry) {
    Evaluation e = entry.getValue();
    return "%-10s %d rows: accuracy %s, top-5 %s, negative log-likelihood %s, calibration error %s"
        .formatted(
            entry.getKey().slug(),
            e.rows(),
            Numbers.percent(e.accuracy()),
            Numbers.percent(e.topFive()),
            Numbers.three(e.negativeLogLikelihood()),
            Numbers.three(e.calibrationError()));
  }
}

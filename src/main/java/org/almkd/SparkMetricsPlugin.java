package org.almkd;

import com.codahale.metrics.Gauge;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Shows how trainings go among Spark's own metrics, and so in every sink that Spark has: {@code
 * spark.plugins=org.almkd.SparkMetricsPlugin}. The numbers are those of {@link TrainingMetrics}; a
 * run without the plugin is the same run. Executors need nothing of it.
 */
public final class SparkMetricsPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return null;
  }

  private static final class Driver implements DriverPlugin {
    @Override
    public void registerMetrics(String appId, PluginContext context) {
      for (String name : TrainingMetrics.names()) {
        context
            .metricRegistry()
            .register(name, (Gauge<Double>) () -> TrainingMetrics.OF_THIS_DRIVER.value(name));
      }
    }
  }
}

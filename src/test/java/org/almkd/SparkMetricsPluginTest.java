package org.almkd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.almkd.TrainingMetrics.DriverMeasure;
import org.almkd.TrainingMetrics.Kind;
import org.almkd.TrainingMetrics.Measure;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run under the settings of {@code conf/spark/local.conf} with the UI on, scraped over HTTP as
 * {@code deploy/prometheus} says, and what the dashboard asks of it.
 */
@Tag("spark")
class SparkMetricsPluginTest {
  private static final Path SETTINGS = Path.of("conf/spark/local.conf");
  private static final Path PROMETHEUS = Path.of("deploy/prometheus/prometheus.yml");
  private static final Path POD_MONITOR = Path.of("deploy/prometheus/pod-monitor.yaml");
  private static final Path DASHBOARD = Path.of("deploy/grafana/almkd.json");
  private static final Pattern METRIC = Pattern.compile("\\b(almkd|metrics)_\\w+");

  @TempDir private static Path folder;
  private static List<Scrape.Sample> before;
  private static List<Scrape.Sample> trainings;
  private static List<Scrape.Sample> executors;
  private static JsonNode report;

  @BeforeAll
  static void runAndScrape() throws IOException, InterruptedException {
    // One context a JVM: the one that tests share comes back when it is asked for.
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
    SparkSession session = SparkSession.builder().config(settings()).getOrCreate();
    try {
      String page = session.sparkContext().uiWebUrl().get();
      before = scrape(page, 0);
      report =
          Runs.distil(
              folder, "watched", new TinyRun(folder).write("run.conf", runFile()).toString());
      trainings = scrape(page, 0);
      executors = scrape(page, 1);
    } finally {
      session.stop();
    }
  }

  @AfterAll
  static void forgetTheSession() {
    SparkSession.clearDefaultSession();
    SparkSession.clearActiveSession();
  }

  private static String runFile() {
    return """
        data { classes = 3, csv { path = "%s/rows.csv", id = id, split = split } }
        teachers = [{ name = big, architecture.hidden = [5] }]
        student.architecture.hidden = [4]
        baselines = [{ method = labels }]
        train { epochs = 3, batch-size = 8, learning-rate.initial = 0.1 }
        mixing.adaptive { warmup-epochs = 1, update-every-epochs = 1, chunk-size = 16 }
        """
        .formatted(folder);
  }

  private static SparkConf settings() throws IOException {
    Properties properties = new Properties();
    properties.load(Files.newBufferedReader(SETTINGS));
    SparkConf conf = new SparkConf().setMaster("local[2,4]").setAppName("almkd metrics");
    properties.forEach((key, value) -> conf.set((String) key, ((String) value).strip()));
    return conf.set("spark.ui.enabled", "true").set("spark.ui.port", "0");
  }

  /** Fetches a page and applies the rules as a job of the Prometheus configuration says. */
  private static List<Scrape.Sample> scrape(String page, int job)
      throws IOException, InterruptedException {
    JsonNode scrape = prometheus().get(job);
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(page + scrape.get("metrics_path").asText()))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as("status of " + response.uri()).isEqualTo(200);
    return Scrape.relabel(Scrape.parse(response.body()), scrape.path("metric_relabel_configs"));
  }

  private static JsonNode prometheus() throws IOException {
    return new YAMLMapper().readTree(PROMETHEUS.toFile()).get("scrape_configs");
  }

  private static double of(List<Scrape.Sample> samples, Kind kind, Measure measure) {
    List<Scrape.Sample> found =
        samples.stream()
            .filter(s -> s.name().equals("almkd_" + lower(measure)))
            .filter(s -> s.label("training").equals(lower(kind)))
            .toList();
    assertThat(found).as("samples of " + kind + " " + measure).hasSize(1);
    return found.get(0).value();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static double student(Measure measure) {
    return of(trainings, Kind.STUDENT, measure);
  }

  private static double added(Kind kind, Measure measure) {
    return of(trainings, kind, measure) - of(before, kind, measure);
  }

  @Test
  void numbersAreThoseOfTheRun() throws IOException {
    assertThat(student(Measure.EPOCH)).isEqualTo(3);
    assertThat(student(Measure.EPOCHS)).isEqualTo(3);
    assertThat(student(Measure.VALIDATION_ACCURACY))
        .isEqualTo(report.at("/student/validation/accuracy/last").asDouble());
    assertThat(student(Measure.LAMBDA_MEAN))
        .isCloseTo(report.at("/lambda/mean").asDouble(), within(1e-9));
    assertThat(student(Measure.LOSS)).isEqualTo(lastLoss("student"));
    assertThat(of(trainings, Kind.BASELINE, Measure.LOSS)).isEqualTo(lastLoss("baselines.labels"));
    assertThat(of(trainings, Kind.TEACHER, Measure.EPOCH)).isEqualTo(3);
  }

  private static double lastLoss(String network) throws IOException {
    ObjectMapper json = new ObjectMapper();
    double loss = Double.NaN;
    for (String line : Files.readAllLines(folder.resolve("watched/metrics.jsonl"))) {
      JsonNode metrics = json.readTree(line);
      if (metrics.get("network").asText().equals(network)) {
        loss = metrics.get("trainLoss").asDouble();
      }
    }
    return loss;
  }

  @Test
  void timesAndRatesAreMeasured() {
    assertThat(
            List.of(
                student(Measure.ROUND_SECONDS),
                student(Measure.LAMBDA_PASS_SECONDS),
                student(Measure.EVALUATION_SECONDS)))
        .allSatisfy(seconds -> assertThat(seconds).isBetween(1e-4, 60.0));
    // With one worker a round is an epoch.
    assertThat(student(Measure.SAMPLES_PER_SECOND) * student(Measure.ROUND_SECONDS))
        .isCloseTo(40, within(1e-6));
    assertThat(student(Measure.LAST_ROUND_TIMESTAMP_SECONDS))
        .isCloseTo(System.currentTimeMillis() / 1e3, within(300.0));
  }

  @Test
  void checkpointsAndRetriesAreThoseOfTheDriver() {
    assertThat(driver(DriverMeasure.LAST_CHECKPOINT_TIMESTAMP_SECONDS))
        .isCloseTo(System.currentTimeMillis() / 1e3, within(300.0));
    assertThat(driver(DriverMeasure.STORAGE_RETRIES_TOTAL)).isZero();
  }

  private static double driver(DriverMeasure measure) {
    List<Scrape.Sample> found =
        trainings.stream().filter(s -> s.name().equals("almkd_" + lower(measure))).toList();
    assertThat(found).as("samples of " + measure).hasSize(1);
    assertThat(found.get(0).label("training")).isEqualTo("driver");
    return found.get(0).value();
  }

  @Test
  void totalsAddUp() {
    for (Kind kind : List.of(Kind.STUDENT, Kind.TEACHER, Kind.BASELINE)) {
      assertThat(added(kind, Measure.ROUNDS_TOTAL)).isEqualTo(3);
      assertThat(added(kind, Measure.SAMPLES_TOTAL)).isEqualTo(120);
    }
  }

  @Test
  void countOfMetricsDoesNotDependOnWhatIsTrained() {
    assertThat(names(trainings)).isEqualTo(names(before));
    assertThat(trainings.stream().filter(s -> s.name().startsWith("almkd_")))
        .hasSize(Kind.values().length * Measure.values().length + DriverMeasure.values().length);
  }

  @Test
  void dashboardAsksForWhatIsScrapedAndShowsAllMeasures() throws IOException {
    Set<String> asked = new TreeSet<>();
    collect(new ObjectMapper().readTree(DASHBOARD.toFile()), asked);
    Set<String> scraped = names(trainings);
    scraped.addAll(names(executors));
    assertThat(scraped).containsAll(asked);
    Stream<String> measures = Stream.of(Measure.values()).map(m -> "almkd_" + lower(m));
    assertThat(asked).containsAll(measures.toList());
    Stream<String> ofDriver = Stream.of(DriverMeasure.values()).map(m -> "almkd_" + lower(m));
    assertThat(asked).containsAll(ofDriver.toList());
  }

  private static void collect(JsonNode node, Set<String> asked) {
    for (String key : List.of("expr", "definition")) {
      Matcher metric = METRIC.matcher(node.path(key).asText());
      while (metric.find()) {
        asked.add(metric.group());
      }
    }
    node.forEach(child -> collect(child, asked));
  }

  @Test
  void podMonitorHasTheSameRulesAndPaths() throws IOException {
    JsonNode endpoints =
        new YAMLMapper().readTree(POD_MONITOR.toFile()).at("/spec/podMetricsEndpoints");
    for (int job = 0; job < 2; job++) {
      assertThat(endpoints.get(job).get("path"))
          .isEqualTo(prometheus().get(job).get("metrics_path"));
    }
    String rules = prometheus().get(0).get("metric_relabel_configs").toString();
    assertThat(endpoints.get(0).get("metricRelabelings").toString())
        .isEqualTo(
            rules.replace("source_labels", "sourceLabels").replace("target_label", "targetLabel"));
  }

  private static Set<String> names(List<Scrape.Sample> samples) {
    return samples.stream()
        .map(Scrape.Sample::name)
        .filter(name -> name.startsWith("almkd_") || name.startsWith("metrics_executor_"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}

package org.almkd.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder;
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.AmazonS3ClientBuilder;
import com.amazonaws.services.s3.model.S3ObjectSummary;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** S3Proxy in a JVM of its own, keeping objects in memory. */
public final class S3Server {
  /** Where profile "cluster" puts its jars. */
  private static final Path JARS = Path.of("target/servers/s3proxy");

  private static final String KEY = "almkd-key";
  private static final String SECRET = "almkd-secret";
  private static final int SECONDS_TO_START = 60;

  private final Process process;
  private final int port;
  private final AmazonS3 client;

  private S3Server(Process process, int port) {
    this.process = process;
    this.port = port;
    this.client =
        AmazonS3ClientBuilder.standard()
            .withEndpointConfiguration(
                new AwsClientBuilder.EndpointConfiguration(address(port), "us-east-1"))
            .withPathStyleAccessEnabled(true)
            .withCredentials(new AWSStaticCredentialsProvider(new BasicAWSCredentials(KEY, SECRET)))
            .build();
  }

  /** Starts it; its files are written to a folder. */
  public static S3Server start(Path folder) throws IOException, InterruptedException {
    assertThat(JARS).as("jars of S3Proxy; run with -Pcluster").isDirectory();
    int port = freePort();
    Path properties =
        Files.writeString(
            folder.resolve("s3proxy.properties"),
            """
            s3proxy.endpoint=%s
            s3proxy.authorization=aws-v2-or-v4
            s3proxy.identity=%s
            s3proxy.credential=%s
            jclouds.provider=transient
            jclouds.identity=any
            jclouds.credential=any
            """
                .formatted(address(port), KEY, SECRET));
    Path logging =
        Files.writeString(
            folder.resolve("logback.xml"),
            """
            <configuration><appender name="C" class="ch.qos.logback.core.ConsoleAppender"><encoder>
            <pattern>%d{HH:mm:ss} %p %c{0} %m%n</pattern></encoder></appender>
            <root level="WARN"><appender-ref ref="C"/></root></configuration>
            """);
    Path log = folder.resolve("s3proxy.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dlogback.configurationFile=" + logging,
                "-cp",
                JARS + "/*",
                "org.gaul.s3proxy.Main",
                "--properties",
                properties.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    awaitPort(process, port, log);
    return new S3Server(process, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(Process process, int port, Path log)
      throws IOException, InterruptedException {
    for (int i = 0; i < SECONDS_TO_START * 10; i++) {
      assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
        return;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    process.destroyForcibly();
    throw new AssertionError("S3Proxy did not start: " + Files.readString(log));
  }

  private static String address(int port) {
    return "http://127.0.0.1:" + port;
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** What the SDK's provider chain finds. */
  public static Map<String, String> credentials() {
    return Map.of("aws.accessKeyId", KEY, "aws.secretKey", SECRET);
  }

  /** Settings of a job that talks to it through a port of this machine. */
  public static Map<String, String> settings(int port) {
    return Map.of(
        "spark.hadoop.fs.s3a.endpoint", address(port),
        "spark.hadoop.fs.s3a.endpoint.region", "us-east-1",
        "spark.hadoop.fs.s3a.path.style.access", "true",
        "spark.hadoop.fs.s3a.connection.ssl.enabled", "false",
        "spark.hadoop.fs.s3a.connection.timeout", "10000",
        "spark.hadoop.fs.s3a.aws.credentials.provider",
            "com.amazonaws.auth.SystemPropertiesCredentialsProvider");
  }

  /** Makes a bucket and puts a file into it. */
  public void bucket(String name, String key, Path file) {
    client.createBucket(name);
    client.putObject(name, key, file.toFile());
  }

  /** Keys in a bucket. */
  public List<String> keys(String bucket) {
    return client.listObjectsV2(bucket).getObjectSummaries().stream()
        .map(S3ObjectSummary::getKey)
        .toList();
  }

  /** An object as text. */
  public String text(String bucket, String key) {
    return client.getObjectAsString(bucket, key);
  }

  /** Ends it, with all it keeps. */
  public void stop() throws InterruptedException {
    client.shutdown();
    process.destroyForcibly().waitFor();
  }
}

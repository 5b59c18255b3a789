package org.almkd.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.almkd.storage.FlakyFileSystem.Fault.AFTER_CLOSE;
import static org.almkd.storage.FlakyFileSystem.Fault.BEFORE;
import static org.almkd.storage.FlakyFileSystem.Fault.BREAK;
import static org.almkd.storage.FlakyFileSystem.Fault.END;
import static org.almkd.storage.FlakyFileSystem.Fault.HALFWAY;
import static org.almkd.storage.FlakyFileSystem.Fault.LOOK;
import static org.almkd.storage.FlakyFileSystem.Fault.OTHER_WRITER;
import static org.almkd.storage.FlakyFileSystem.Fault.SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is tried again, how often, and what a file is afterwards. */
class RetriesTest {
  private static final byte[] CONTENT = "a manifest".getBytes(UTF_8);

  @TempDir private Path folder;
  private final Time time = new Time();
  private final LocalRetryCounter counter = new LocalRetryCounter();

  /** A clock that moves when somebody waits, and by 10 seconds at each look where it is slow. */
  private static final class Time implements Pause {
    private final List<Duration> waits = new ArrayList<>();
    private Duration each = Duration.ZERO;
    private Duration now = Duration.ZERO;
    private boolean interrupted;

    @Override
    public long nanoTime() {
      now = now.plus(each);
      return now.toNanos();
    }

    @Override
    public void sleep(Duration wait) throws InterruptedException {
      if (interrupted) {
        throw new InterruptedException("killed");
      }
      waits.add(wait);
      now = now.plus(wait);
    }
  }

  private Retries retries() {
    return new Retries(RetryPolicy.STANDARD, counter, time);
  }

  private Storage storage(FlakyFileSystem.Fault... faults) {
    return new Storage(FlakyFileSystem.configuration(faults), retries());
  }

  private String file() {
    return "flaky:" + folder + "/file";
  }

  private byte[] written() throws IOException {
    return Files.readAllBytes(folder.resolve("file"));
  }

  static Stream<Exception> passing() {
    return Stream.of(
        new SocketTimeoutException("Read timed out"),
        new ConnectException("Connection refused"),
        new SocketException("Connection reset"),
        new IOException("wrapped", new SocketException("Broken pipe")),
        new IOException("put: Slow Down (Service: Amazon S3; Status Code: 503; Error Code: x)"),
        new IOException("put: Too many (Service: Amazon S3; Status Code: 429; Error Code: x)"),
        new EOFException("End of file reached before reading fully."),
        new IOException("open s3a://b/x: Unable to execute HTTP request: null"),
        new IOException(
            "listStatus on s3a://b/x: Failed to parse XML document with handler class X"),
        new IOException("Premature end of Content-Length delimited message body"),
        new RemoteException("org.apache.hadoop.ipc.StandbyException", "not active"),
        new RemoteException(
            "org.apache.hadoop.hdfs.server.namenode.SafeModeException", "in safe mode"));
  }

  static Stream<Exception> staying() {
    return Stream.of(
        new FileNotFoundException("none"),
        new FileAlreadyExistsException("taken"),
        new AccessControlException("Permission denied: user=x"),
        new AccessDeniedException("s3a://bucket/x", null, "Forbidden (Status Code: 403)"),
        new IOException("Forbidden (Service: Amazon S3; Status Code: 403; Error Code: x)"),
        new IOException("Bad (Service: Amazon S3; Status Code: 400; Error Code: x)"),
        new IOException("No space left on device"),
        new IOException("Unable to execute HTTP request: buket", new UnknownHostException("buket")),
        new IOException(
            "Unable to execute HTTP request", new SSLHandshakeException("PKIX path building")),
        new IOException("The DiskSpace quota of /data is exceeded"),
        // What a connection did on the way does not matter once the answer is no.
        new AccessDeniedException("s3a://bucket/x") {
          private static final long serialVersionUID = 1L;

          @Override
          public synchronized Throwable getCause() {
            return new SocketException("Connection reset");
          }
        },
        new RemoteException(
            "org.apache.hadoop.hdfs.protocol.DSQuotaExceededException", "exceeded"));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatPassesIsTriedAgain(Exception failure) {
    List<Exception> left = new ArrayList<>(List.of(failure, failure));
    String result =
        retries()
            .call(
                "read",
                "x",
                () -> {
                  if (!left.isEmpty()) {
                    throw (IOException) left.remove(0);
                  }
                  return "there";
                });
    assertThat(result).isEqualTo("there");
    assertThat(counter.count()).isEqualTo(2);
    assertThat(time.waits).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("staying")
  void whatStaysIsToldAtOnce(Exception failure) {
    assertThatThrownBy(() -> fail(retries(), (IOException) failure))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith("Cannot read x: ")
        .hasMessageNotContaining("tries")
        .hasCause(failure);
    assertThat(counter.count()).isZero();
    assertThat(time.waits).isEmpty();
  }

  @Test
  void triesEndAfterTheirNumber() {
    assertThatThrownBy(() -> fail(retries(), new ConnectException("Connection refused")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Cannot read x: ConnectException: Connection refused (6 tries in ")
        .hasMessageContaining("check that it is reachable, then start again");
    assertThat(time.waits).hasSize(5);
    assertThat(counter.count()).isEqualTo(5);
  }

  @Test
  void triesEndAfterTheirTime() {
    time.each = Duration.ofSeconds(50);
    assertThatThrownBy(() -> fail(retries(), new ConnectException("Connection refused")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("(3 tries in 150 s)");
  }

  @Test
  void aWaitThatIsInterruptedEndsIt() {
    time.interrupted = true;
    assertThatThrownBy(() -> fail(retries(), new ConnectException("Connection refused")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("Connection refused");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void waitsAreAnywhereBelowABoundThatDoubles() {
    RetryPolicy policy =
        new RetryPolicy(99, Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofHours(1));
    SplittableRandom random = new SplittableRandom(1);
    for (int retry = 1; retry <= 60; retry++) {
      long bound = retry > 4 ? 1000 : 100L << (retry - 1);
      List<Long> waits = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        waits.add(policy.wait(retry, random).toMillis());
      }
      assertThat(waits).allMatch(wait -> wait >= 0 && wait <= bound);
      assertThat(waits).anyMatch(wait -> wait < bound / 10).anyMatch(wait -> wait > bound * 9 / 10);
    }
  }

  @Test
  void aFileThatHadArrivedIsNotTakenForAnothers() throws IOException {
    storage(AFTER_CLOSE).write(file(), CONTENT);
    assertThat(written()).isEqualTo(CONTENT);
    assertThat(counter.count()).isEqualTo(1);
  }

  @Test
  void aFileThatWasCutOffIsWrittenWhole() throws IOException {
    storage(HALFWAY).write(file(), CONTENT);
    assertThat(written()).isEqualTo(CONTENT);
  }

  @Test
  void whatIsWrittenPieceByPieceIsWrittenAgain() throws IOException {
    for (FlakyFileSystem.Fault fault : List.of(BEFORE, HALFWAY, AFTER_CLOSE)) {
      storage(fault).write(file(), out -> out.write(CONTENT));
      assertThat(written()).as(fault.name()).isEqualTo(CONTENT);
      assertThatThrownBy(() -> storage().write(file(), out -> out.write(0)))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("expected a name that is not taken");
      Files.delete(folder.resolve("file"));
    }
    assertThat(counter.count()).isEqualTo(3);
    ArtefactStore store = new ArtefactStore(storage(HALFWAY), "flaky:" + folder);
    Attempt attempt = store.begin("data", "0");
    ManifestEntry entry = attempt.write("numbers", ".bin", out -> out.write(CONTENT));
    assertThat(entry.bytes()).isEqualTo(CONTENT.length);
    assertThat(entry.sha256()).isEqualTo(Sha256.of(CONTENT));
  }

  @Test
  void aRequestThatWasLostIsMadeAgain() throws IOException {
    storage(BEFORE, BEFORE).write(file(), CONTENT);
    assertThat(written()).isEqualTo(CONTENT);
    assertThat(counter.count()).isEqualTo(2);
  }

  @Test
  void aFileOfAnotherIsNeverOverwritten() throws IOException {
    assertThatThrownBy(() -> storage(OTHER_WRITER).write(file(), CONTENT))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("expected a name that is not taken");
    assertThat(written()).isEqualTo("another's".getBytes(UTF_8));
  }

  @Test
  void aNameThatIsTakenIsToldAtOnceThoughTheContentIsTheSame() {
    storage().write(file(), CONTENT);
    assertThatThrownBy(() -> storage().write(file(), CONTENT))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("expected a name that is not taken");
    assertThat(counter.count()).isZero();
  }

  @Test
  void readingAndLookingAreTriedAgain() {
    storage().write(file(), CONTENT);
    assertThat(storage(LOOK, LOOK).read(file())).isEqualTo(CONTENT);
    assertThat(storage(LOOK).readIfThere(file(), CONTENT.length)).contains(CONTENT);
    assertThat(storage(LOOK).readIfThere(file(), CONTENT.length - 1)).isEmpty();
    assertThat(storage(LOOK).readIfThere(file() + "-none", CONTENT.length)).isEmpty();
    assertThat(storage(LOOK).exists(file())).isTrue();
    assertThat(storage(LOOK).size(file())).isEqualTo(CONTENT.length);
    assertThat(counter.count()).isEqualTo(7);
  }

  /** As where the head of an object store's answer was cut off, which S3A takes for the whole. */
  @Test
  void aLengthThatWasCutOffIsAskedForAgain() throws IOException {
    storage().write(file(), CONTENT);
    assertThat(storage(SHORT).read(file())).isEqualTo(CONTENT);
    assertThat(storage(SHORT).readIfThere(file(), CONTENT.length)).contains(CONTENT);
    assertThat(storage(SHORT).size(file())).isEqualTo(CONTENT.length);
    assertThat(storage(SHORT).find(file()).orElseThrow().bytes()).isEqualTo(CONTENT.length);
    try (InputStream in = storage(SHORT).open(file())) {
      assertThat(in.readAllBytes()).isEqualTo(CONTENT);
    }
    assertThat(counter.count()).isEqualTo(5);
  }

  @Test
  void aStreamThatBreaksOrEndsTooSoonIsReadOn() throws IOException {
    byte[] content = new byte[10_000];
    new SplittableRandom(3).nextBytes(content);
    storage().write(file(), content);
    Storage flaky = storage(BREAK, END, BREAK);
    try (InputStream in = flaky.open(file())) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    assertThat(counter.count()).isEqualTo(3);
    try (FSDataInputStream in = storage(END).open(file())) {
      in.seek(9_000);
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 9_000, 10_000));
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  private static String fail(Retries retries, IOException failure) {
    return retries.call(
        "read",
        "x",
        () -> {
          throw failure;
        });
  }
}

package org.almkd.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between an HTTP client and a server and makes things go wrong: of all requests a share, in
 * an order that a seed fixes, gets 500 or 503, or a connection that is cut before the server hears
 * of it, after it has done what was asked, or in the middle of its answer; or every PUT gets 403.
 */
public final class FaultyProxy implements AutoCloseable {
  private static final int MOST_HEAD = 1 << 16;
  private static final String DENIED =
      "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";

  private final ServerSocket listening;
  private final int server;
  private final double share;
  private final boolean readOnly;
  private final SplittableRandom random;
  private final AtomicInteger faults = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();

  private enum Fault {
    NONE,
    INTERNAL,
    UNAVAILABLE,
    CUT_BEFORE,
    CUT_AFTER,
    CUT_WITHIN
  }

  private FaultyProxy(int server, double share, boolean readOnly, long seed) throws IOException {
    this.listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    this.server = server;
    this.share = share;
    this.readOnly = readOnly;
    this.random = new SplittableRandom(seed);
    Thread thread = new Thread(this::accept, "faulty proxy");
    thread.setDaemon(true);
    thread.start();
  }

  /** Lets this share of all requests fail. */
  public static FaultyProxy failing(int server, double share, long seed) throws IOException {
    return new FaultyProxy(server, share, false, seed);
  }

  /** Denies every write. */
  public static FaultyProxy readOnly(int server) throws IOException {
    return new FaultyProxy(server, 0, true, 0);
  }

  /** Where it listens. */
  public int port() {
    return listening.getLocalPort();
  }

  /** Requests that were made to fail. */
  public int faults() {
    return faults.get();
  }

  /** Requests in all. */
  public int requests() {
    return requests.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Thread thread = new Thread(() -> serve(client), "faulty proxy connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        if (!listening.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** One request a connection. */
  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      String head = head(client.getInputStream());
      if (head.isEmpty()) {
        return;
      }
      requests.incrementAndGet();
      Fault fault = next();
      if (readOnly && head.startsWith("PUT ")) {
        answer(client, "403 Forbidden", DENIED);
      } else if (fault == Fault.INTERNAL) {
        answer(client, "500 Internal Server Error", "");
      } else if (fault == Fault.UNAVAILABLE) {
        answer(client, "503 Slow Down", "");
      } else if (fault != Fault.CUT_BEFORE) {
        forward(client, head, fault);
      }
    } catch (IOException e) {
      // A client that goes away ends its own connection, and nothing else.
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Fault next() {
    if (random.nextDouble() >= share) {
      return Fault.NONE;
    }
    faults.incrementAndGet();
    Fault[] all = Fault.values();
    return all[1 + random.nextInt(all.length - 1)];
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int last = 0; head.size() < MOST_HEAD; ) {
      int read = in.read();
      if (read < 0) {
        return "";
      }
      head.write(read);
      last = last << 8 | read;
      if (last == 0x0d0a0d0a) {
        break;
      }
    }
    return head.toString(ISO_8859_1);
  }

  private static void answer(Socket client, String status, String body) throws IOException {
    String text =
        "HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(status, body.length(), body);
    client.getOutputStream().write(text.getBytes(ISO_8859_1));
    client.shutdownOutput();
    // Closed with bytes unread, a connection is reset, and the answer lost.
    client.setSoTimeout(200);
    try {
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      client.close();
    }
  }

  private void forward(Socket client, String head, Fault fault) throws IOException {
    try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
      upstream.setTcpNoDelay(true);
      OutputStream out = upstream.getOutputStream();
      // So that the end of the answer is the end of the connection.
      out.write(head.replaceFirst("\r\n", "\r\nConnection: close\r\n").getBytes(ISO_8859_1));
      out.flush();
      Thread up = new Thread(() -> pumpBody(client, out, length(head)), "faulty proxy body");
      up.setDaemon(true);
      up.start();
      pumpAnswer(upstream.getInputStream(), client.getOutputStream(), fault);
    }
  }

  private static void pumpBody(Socket client, OutputStream out, long length) {
    try {
      byte[] buffer = new byte[1 << 14];
      InputStream in = client.getInputStream();
      for (long left = length; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          return;
        }
        out.write(buffer, 0, read);
        out.flush();
        left -= read;
      }
    } catch (IOException e) {
      // The other direction sees it, too.
      Thread.currentThread().interrupt();
    }
  }

  private static void pumpAnswer(InputStream in, OutputStream out, Fault fault) throws IOException {
    byte[] buffer = new byte[1 << 14];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      String text = new String(buffer, 0, read, ISO_8859_1);
      boolean goOn = text.startsWith("HTTP/1.1 100");
      if (fault == Fault.CUT_WITHIN && !goOn) {
        out.write(buffer, 0, read / 2);
        return;
      }
      if (fault != Fault.CUT_AFTER || goOn) {
        out.write(buffer, 0, read);
        out.flush();
      }
    }
  }

  private static long length(String head) {
    for (String line : head.lines().toList()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        return Long.parseLong(lower.substring(15).strip());
      }
    }
    return 0;
  }
}

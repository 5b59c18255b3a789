package org.almkd.storage;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;

/**
 * Tells failures that pass by themselves from those that stay: timeouts, connections that broke or
 * were refused, a server's 5xx and 429, a name node on its way; never what was denied, is missing,
 * is taken, or has no room.
 *
 * <p>Classes of S3A, the AWS SDK and its HTTP client are known by name: a Spark without them must
 * run, too.
 */
final class TransientFailure {
  private static final Set<String> NAMES =
      Set.of(
          "AWSStatus500Exception",
          "AWSServiceThrottledException",
          "AWSNoResponseException",
          "NoHttpResponseException",
          "ConnectionClosedException",
          "ConnectionPoolTimeoutException",
          "ClientExecutionTimeoutException",
          "ApiCallTimeoutException",
          "RetriableException",
          "StandbyException",
          "SafeModeException");

  /** How the AWS SDK tells what a server answered. */
  private static final Pattern STATUS = Pattern.compile("Status Code: (\\d{3})");

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;
  private static final int NOT_IMPLEMENTED = 501;

  private TransientFailure() {}

  /** Whether trying again may help. */
  static boolean is(Throwable failure) {
    boolean passes = false;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (stays(cause)) {
        return false;
      }
      passes |= passes(cause);
    }
    return passes;
  }

  private static boolean stays(Throwable cause) {
    return cause instanceof FileNotFoundException
        // Of the JDK: missing, taken, denied, no folder.
        || cause instanceof FileSystemException
        || cause instanceof FileAlreadyExistsException
        || cause instanceof ParentNotDirectoryException
        || cause instanceof AccessControlException
        || cause instanceof UnsupportedFileSystemException
        // A name or certificate that is wrong stays wrong.
        || cause instanceof UnknownHostException
        || cause instanceof SSLHandshakeException
        || cause instanceof SSLPeerUnverifiedException
        || text(cause).contains("permission denied")
        || text(cause).contains("no space left")
        || text(cause).contains("quota");
  }

  private static boolean passes(Throwable cause) {
    if (cause instanceof RemoteException remote) {
      return NAMES.contains(simpleName(remote.getClassName()));
    }
    return cause instanceof SocketTimeoutException
        // Whoever meets it knew that there is more: an answer was cut off.
        || cause instanceof EOFException
        || cause instanceof SocketException
        || NAMES.contains(cause.getClass().getSimpleName())
        || passesByStatus(cause)
        || (cause instanceof IOException && isCutOff(cause));
  }

  private static boolean passesByStatus(Throwable cause) {
    var status = STATUS.matcher(String.valueOf(cause.getMessage()));
    if (!status.find()) {
      return false;
    }
    int code = Integer.parseInt(status.group(1));
    return code == TOO_MANY_REQUESTS || (code >= SERVER_ERROR && code != NOT_IMPLEMENTED);
  }

  private static boolean isCutOff(Throwable cause) {
    return text(cause).contains("connection reset")
        || text(cause).contains("premature end")
        // What the AWS SDK says of an answer that is no whole HTTP.
        || text(cause).contains("unable to execute http request")
        // Of a listing, or of any other answer in XML.
        || text(cause).contains("failed to parse xml document")
        || text(cause).contains("data read has a different length than the expected");
  }

  private static String simpleName(String className) {
    return className.substring(className.lastIndexOf('.') + 1).replaceAll(".*\\$", "");
  }

  private static String text(Throwable cause) {
    return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
  }
}

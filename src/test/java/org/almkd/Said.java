package org.almkd;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * What a command said: its exit code, what almkd logged, and what went to the standard streams.
 *
 * @param code exit code
 * @param logged events of almkd's loggers, in order
 * @param out standard output
 * @param err standard error, log lines apart
 */
record Said(int code, List<LogEvent> logged, String out, String err) {

  /** Runs a command and listens. */
  static Said by(IntSupplier command) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream warned = new ByteArrayOutputStream();
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    LoggerConfig almkd = new LoggerConfig("org.almkd", Level.INFO, false);
    Listener listener = new Listener();
    listener.start();
    almkd.addAppender(listener, Level.INFO, null);
    context.getConfiguration().addLogger(almkd.getName(), almkd);
    context.updateLoggers();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(warned, true, StandardCharsets.UTF_8));
    try {
      int code = command.getAsInt();
      return new Said(
          code,
          List.copyOf(listener.events),
          printed.toString(StandardCharsets.UTF_8),
          warned.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
      context.getConfiguration().removeLogger(almkd.getName());
      context.updateLoggers();
    }
  }

  /** Messages of the errors. */
  List<String> errors() {
    return messages(Level.ERROR);
  }

  /** Messages of the warnings. */
  List<String> warnings() {
    return messages(Level.WARN);
  }

  /** Everything that was logged. */
  List<String> messages() {
    return logged.stream().map(event -> event.getMessage().getFormattedMessage()).toList();
  }

  /** Whether an exception was logged with its stack. */
  boolean showsStack() {
    return logged.stream().anyMatch(event -> event.getThrown() != null);
  }

  private List<String> messages(Level level) {
    return logged.stream()
        .filter(event -> event.getLevel().equals(level))
        .map(event -> event.getMessage().getFormattedMessage())
        .toList();
  }

  private static final class Listener extends AbstractAppender {
    private final List<LogEvent> events = new CopyOnWriteArrayList<>();

    Listener() {
      super("said", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      events.add(event.toImmutable());
    }
  }
}

package org.almkd;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.almkd.config.InvalidConfigException;
import org.almkd.report.FinishedRun;
import org.almkd.report.RunPage;
import org.almkd.storage.Storage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the page of a finished run again, in a folder of its own: nothing is overwritten. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Makes report.html and its figures of a finished run again, in a new folder.")
final class ReportCommand extends RunFolderCommand {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Folder that the files are written to; must not exist. Default: report-<time> in the run folder.")
  private String out;

  @Override
  int run(FinishedRun run) {
    Storage storage = run.storage();
    String folder =
        storage.qualify(
            out == null ? run.path() + "/report-" + TIME.format(Clock.systemUTC().instant()) : out);
    if (storage.exists(folder)) {
      throw new InvalidConfigException(
          List.of(
              "Cannot write the report to %s: found something there; expected a new folder; choose another one with --out"
                  .formatted(folder)));
    }
    RunPage page = RunPage.of(run.contents());
    page.files().forEach((name, content) -> storage.write(folder + "/" + name, content));
    Console.print("report: " + folder + "/" + RunPage.FILE);
    return 0;
  }
}

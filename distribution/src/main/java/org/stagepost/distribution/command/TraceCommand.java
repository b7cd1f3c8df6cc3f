package org.stagepost.distribution.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.launch.Settings;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.Journeys;
import org.stagepost.trace.Journeys.Found;
import org.stagepost.trace.Journeys.Journey;
import org.stagepost.trace.TracePrinter;
import org.stagepost.trace.Wanted;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What happened to a message. */
@Command(
        name = "trace",
        description = "What happened to a message: the whole journey of one, a line each for several.",
        mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
    private final Stagepost stagepost;

    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            description = "Its id: in our Received field, and after \"queued as\" in our reply to it.")
    private Optional<String> id = Optional.empty();

    @Option(names = "--from", paramLabel = "ADDRESS", description = "Messages of this sender.")
    private String from = "";

    @Option(names = "--to", paramLabel = "ADDRESS", description = "Messages for this recipient.")
    private String to = "";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "Since then: 30m, 2h, 3d ago, or 2026-11-24, or 2026-11-24T09:30 (default: all that is kept).")
    private Optional<String> since = Optional.empty();

    @Option(names = "--json", description = "For programs: each event of all that is found, an object on a line.")
    private boolean json;

    TraceCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Override
    public Integer call() throws Exception {
        if (id.isEmpty() && from.isEmpty() && to.isEmpty() && since.isEmpty())
            throw new RefusedException("which message? An ID, --from, --to or --since says");
        Path folder = stagepost.configuration().traceFolder();
        Found found = new Journeys(folder).find(wanted());
        if (found.journeys().isEmpty()) throw new RefusedException("no such message in " + folder);
        print(found.journeys());
        if (found.more())
            stagepost.terminal().err().println("stagepost: there are earlier ones; --since, --from and --to narrow it");
        return 0;
    }

    private void print(List<Journey> found) {
        PrintStream out = stagepost.terminal().out();
        if (json) {
            for (Journey journey : found) journey.events().forEach(event -> out.println(TraceJson.of(event)));
            return;
        }
        TracePrinter printer = new TracePrinter(stagepost.terminal().ink(), ZoneId.systemDefault());
        if (found.size() == 1) printer.journey(found.get(0)).forEach(out::println);
        else found.forEach(journey -> out.println(printer.summary(journey)));
    }

    private Wanted wanted() throws RefusedException {
        try {
            Optional<TraceId> wanted = id.isPresent() ? Optional.of(TraceId.parse(id.get())) : Optional.empty();
            return new Wanted(wanted, from, to, since.isPresent() ? moment(since.get()) : Instant.EPOCH);
        } catch (SyntaxException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Instant moment(String text) throws SyntaxException {
        try {
            if (text.indexOf('-') < 0) return Clock.systemUTC().instant().minus(Settings.parsedDuration(text));
            LocalDateTime local =
                    text.indexOf('T') < 0 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text);
            return local.atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeParseException | SyntaxException e) {
            throw new SyntaxException("a time is written 2h, 2026-11-24 or 2026-11-24T09:30");
        }
    }
}

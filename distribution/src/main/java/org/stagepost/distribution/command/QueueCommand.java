package org.stagepost.distribution.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.stagepost.distribution.control.QueueWords;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.queue.QueueListing;
import org.stagepost.mta.queue.Selection;
import org.stagepost.mta.route.Routes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Messages on their way out. */
@Command(
        name = "queue",
        description = "The messages that wait to be sent.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class QueueCommand {
    private final Stagepost stagepost;

    QueueCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    /** Which messages are meant. */
    static final class Chosen {
        @Parameters(paramLabel = "ID", arity = "0..*", description = "The ids of messages.")
        private List<String> ids = List.of();

        @Option(names = "--from", paramLabel = "SENDER", description = "Those of an address, of a domain, or of <>.")
        private String from = "";

        @Option(names = "--to", paramLabel = "RECIPIENT", description = "Those to an address or a domain.")
        private String to = "";

        @Option(names = "--json", description = "Answers for programs.")
        private boolean json;

        private Selection selection() {
            return new Selection(ids, from, to);
        }
    }

    /** Which messages are to change, and why. */
    static final class Changed {
        @Mixin
        private Chosen chosen = new Chosen();

        @Option(names = "--all", description = "Every message.")
        private boolean all;

        @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the queue and in the trace.")
        private String reason = "";

        /** Nothing said is not everything. */
        private Selection selection() throws RefusedException {
            boolean some = !chosen.selection().equals(Selection.ALL);
            if (some == all) throw new RefusedException("which messages? IDs, --from and --to, or --all say");
            return chosen.selection();
        }
    }

    @Command(
            description = "Lists them: since when, for whom, and what the last try said.",
            mixinStandardHelpOptions = true)
    int list(@Mixin Chosen chosen) throws Exception {
        return order("list", chosen.selection(), "", "", chosen.json);
    }

    @Command(
            description = "Shows one: its envelope, where each recipient stands, and when it is tried next.",
            mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--message", description = "The message itself, whole, and nothing else.") boolean message,
            @Option(names = "--json", description = "Answers for programs.") boolean json)
            throws Exception {
        return message ? message(id) : order("show", Selection.of(id), "", "", json);
    }

    @Command(description = "Lets messages wait until they are released.", mixinStandardHelpOptions = true)
    int hold(@Mixin Changed changed) throws Exception {
        return order("hold", changed, "");
    }

    @Command(
            description =
                    "Ends a hold, and where an ID is given their sender's wish to let them go later: they are tried at"
                            + " once.",
            mixinStandardHelpOptions = true)
    int release(@Mixin Changed changed) throws Exception {
        return order("release", changed, "");
    }

    @Command(
            description = "Tries them now; what is to go later only where its ID is given.",
            mixinStandardHelpOptions = true)
    int retry(@Mixin Changed changed) throws Exception {
        return order("retry", changed, "");
    }

    @Command(description = "Sends them another way, now.", mixinStandardHelpOptions = true)
    int reroute(
            @Option(
                            names = "--via",
                            paramLabel = "HOP",
                            required = true,
                            description = "smtp:host:port, lmtp:host:port, lmtp:unix:/path, or smart-host:NAME of the"
                                    + " settings.")
                    String via,
            @Mixin Changed changed)
            throws Exception {
        if (Routes.namesSmartHost(via))
            Routes.named(via, stagepost.configuration().mta().routes().smartHosts());
        return order("reroute", changed, via);
    }

    @Command(description = "Takes them out of the queue and tells nobody.", mixinStandardHelpOptions = true)
    int drop(@Mixin Changed changed) throws Exception {
        return order("drop", changed, "");
    }

    @Command(description = "Gives up on them now: their senders get a report.", mixinStandardHelpOptions = true)
    int bounce(@Mixin Changed changed) throws Exception {
        return order("bounce", changed, "");
    }

    private int order(String duty, Changed changed, String hop) throws Exception {
        return order(duty, changed.selection(), changed.reason, hop, changed.chosen.json);
    }

    private int order(String duty, Selection selection, String reason, String hop, boolean json) throws Exception {
        String person = stagepost
                .terminal()
                .environment()
                .getOrDefault("SUDO_USER", System.getProperty("user.name", "operator"));
        QueueWords words = new QueueWords(duty, selection, person, reason, hop, json);
        return stagepost.order(words.words().toArray(String[]::new));
    }

    /** From its file, which may be too long for a control socket. */
    private int message(String id) throws IOException, RefusedException {
        Path folder = stagepost.configuration().mta().queue().folder();
        List<QueueEntry> found = QueueListing.of(folder, Selection.of(id));
        if (found.isEmpty()) throw new RefusedException("there is no message " + id + " in the queue");
        try (InputStream in = found.getFirst().message().open()) {
            in.transferTo(stagepost.terminal().out());
        }
        stagepost.terminal().out().flush();
        return 0;
    }
}

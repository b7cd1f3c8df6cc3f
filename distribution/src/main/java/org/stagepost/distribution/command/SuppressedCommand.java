package org.stagepost.distribution.command;

import java.util.List;
import org.stagepost.distribution.control.QueueWords;
import org.stagepost.mta.queue.Selection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Dead addresses elsewhere. */
@Command(
        name = "suppressed",
        description = "Addresses elsewhere that were refused for good three times in a month, and get no mail from us.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SuppressedCommand {
    private final Stagepost stagepost;

    SuppressedCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Command(description = "Lists them, with what was said last.", mixinStandardHelpOptions = true)
    int list(@Option(names = "--json", description = "Answers for programs.") boolean json) throws Exception {
        return order("suppressed-list", "", json);
    }

    @Command(description = "Forgets one: it may get mail again.", mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--json", description = "Answers for programs.") boolean json)
            throws Exception {
        return order("suppressed-remove", address, json);
    }

    private int order(String duty, String address, boolean json) throws Exception {
        QueueWords words = new QueueWords(duty, new Selection(List.of(), "", address), "", "", "", json);
        return stagepost.order(words.words().toArray(String[]::new));
    }
}

package org.stagepost.distribution.command;

import picocli.CommandLine.Command;

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

    @Command(
            description = "Lists them: since when, for whom, and what the last try said.",
            mixinStandardHelpOptions = true)
    int list() throws Exception {
        return stagepost.order("queue", "list");
    }
}

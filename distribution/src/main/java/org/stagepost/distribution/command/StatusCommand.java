package org.stagepost.distribution.command;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.stagepost.distribution.status.Finding.Level;
import org.stagepost.distribution.status.Inspection;
import org.stagepost.distribution.status.SiteStatus;
import org.stagepost.distribution.status.StatusPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How the site is, for people and for monitoring. */
@Command(
        name = "status",
        description = {
            "Tells what runs, what waits, and what should be looked at.",
            "Ends with 0 when all is fine, 1 for a warning, 2 for a problem."
        },
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private final Stagepost stagepost;

    @Option(names = "--json", description = "Answers for programs.")
    private boolean json;

    StatusCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Override
    public Integer call() {
        SiteStatus status = new Inspection(stagepost.configuration().places(), Clock.systemUTC()).look();
        StatusPage page = new StatusPage(status);
        for (String line : json ? List.of(page.json()) : page.lines())
            stagepost.terminal().out().println(line);
        return status.worst().map(level -> level == Level.PROBLEM ? 2 : 1).orElse(0);
    }
}

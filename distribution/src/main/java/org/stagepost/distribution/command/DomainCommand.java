package org.stagepost.distribution.command;

import org.stagepost.distribution.control.RefusedException;
import org.stagepost.mail.Domain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Which domains live here. */
@Command(
        name = "domain",
        description = "The domains whose mail is delivered here.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DomainCommand {
    private final Stagepost stagepost;

    DomainCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Command(description = "Takes mail for a domain from now on.", mixinStandardHelpOptions = true)
    int add(@Parameters(paramLabel = "DOMAIN") String domain) throws Exception {
        return stagepost.order("domain", "add", domain);
    }

    @Command(description = "Lists the domains; the first one is the primary one.", mixinStandardHelpOptions = true)
    int list() throws Exception {
        return stagepost.order("domain", "list");
    }

    @Command(description = "Takes no more mail for a domain that has nobody left.", mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "DOMAIN") String domain) throws Exception {
        if (stagepost.configuration().general().domains().contains(Domain.of(domain)))
            throw new RefusedException(domain + " stands under domains in " + stagepost.settingsFile()
                    + " and would be back at the next start: take it out there first");
        return stagepost.order("domain", "remove", domain);
    }
}

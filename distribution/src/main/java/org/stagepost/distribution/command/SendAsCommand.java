package org.stagepost.distribution.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Under which addresses that are not theirs people may send. */
@Command(
        name = "send-as",
        description = "Addresses that somebody may send as beside those that lead to him: shared mailboxes, groups.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SendAsCommand {
    private static final String ADDRESS = "An account, an alias, or @DOMAIN for all of a domain.";

    private final Stagepost stagepost;

    SendAsCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Command(description = "Lets an account send as others.", mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "ACCOUNT") String account,
            @Parameters(paramLabel = "ADDRESS", arity = "1..*", description = ADDRESS) List<String> addresses)
            throws Exception {
        return order("add", account, addresses);
    }

    @Command(description = "Lists who was granted to send as whom.", mixinStandardHelpOptions = true)
    int list() throws Exception {
        return stagepost.order("send-as", "list");
    }

    @Command(description = "Takes grants back: those named, or all.", mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "ACCOUNT") String account,
            @Parameters(paramLabel = "ADDRESS", arity = "0..*", defaultValue = "", description = ADDRESS)
                    List<String> addresses)
            throws Exception {
        return order("remove", account, addresses.equals(List.of("")) ? List.of() : addresses);
    }

    private int order(String duty, String account, List<String> addresses) throws Exception {
        List<String> words = new ArrayList<>(List.of("send-as", duty, account));
        words.addAll(addresses);
        return stagepost.order(words.toArray(String[]::new));
    }
}

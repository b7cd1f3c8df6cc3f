package org.stagepost.distribution.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Addresses that lead to others. */
@Command(
        name = "alias",
        description = "Addresses that lead to others.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AliasCommand {
    private final Stagepost stagepost;

    AliasCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Command(description = "Lets an address lead to others.", mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "ALIAS") String alias,
            @Parameters(paramLabel = "TARGET", arity = "1..*") List<String> targets)
            throws Exception {
        return order("add", alias, targets);
    }

    @Command(description = "Lists the aliases.", mixinStandardHelpOptions = true)
    int list() throws Exception {
        return stagepost.order("alias", "list");
    }

    @Command(description = "Removes an alias, or some of its targets.", mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "ALIAS") String alias,
            @Parameters(paramLabel = "TARGET", arity = "0..*", defaultValue = "") List<String> targets)
            throws Exception {
        return order("remove", alias, targets.equals(List.of("")) ? List.of() : targets);
    }

    private int order(String duty, String alias, List<String> targets) throws Exception {
        List<String> words = new ArrayList<>(List.of("alias", duty, alias));
        words.addAll(targets);
        return stagepost.order(words.toArray(String[]::new));
    }
}

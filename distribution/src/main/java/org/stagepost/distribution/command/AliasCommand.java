package org.stagepost.distribution.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Addresses that lead to others: aliases, groups, and whatever nobody has. */
@Command(
        name = "alias",
        description = "Addresses that lead to others.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AliasCommand {
    private static final String ADDRESS = "An address, or @DOMAIN for all of a domain that nobody has.";

    private final Stagepost stagepost;

    AliasCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Command(
            description = "Lets an address lead to others, here or elsewhere: one makes an alias, several a group.",
            mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "ALIAS", description = ADDRESS) String alias,
            @Parameters(paramLabel = "TARGET", arity = "1..*") List<String> targets)
            throws Exception {
        return order("add", alias, targets);
    }

    @Command(description = "Lists the aliases.", mixinStandardHelpOptions = true)
    int list() throws Exception {
        return stagepost.order("alias", "list");
    }

    @Command(description = "Tells whom mail for an address reaches in the end.", mixinStandardHelpOptions = true)
    int expand(@Parameters(paramLabel = "ADDRESS") String address) throws Exception {
        return order("expand", address, List.of());
    }

    @Command(description = "Removes an alias, or some of its targets.", mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "ALIAS", description = ADDRESS) String alias,
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

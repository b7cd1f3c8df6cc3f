package org.stagepost.distribution.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who has a mailbox here. */
@Command(
        name = "account",
        description = "The people with a mailbox here.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AccountCommand {
    private static final String PASSWORD = "Where its first line is the password; - for standard input.";

    private final Stagepost stagepost;

    AccountCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Command(
            description = "Gives somebody a mailbox; asks for the password. Several get the same one, all or none.",
            mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "ADDRESS", arity = "1..*") List<String> addresses,
            @Option(names = "--password-file", paramLabel = "FILE", description = PASSWORD) Optional<Path> password)
            throws Exception {
        List<String> words =
                new ArrayList<>(List.of("account", "add", stagepost.terminal().newPassword(password)));
        words.addAll(addresses);
        return stagepost.order(words.toArray(String[]::new));
    }

    @Command(description = "Lists the accounts.", mixinStandardHelpOptions = true)
    int list() throws Exception {
        return stagepost.order("account", "list");
    }

    @Command(description = "Sets another password; asks for it.", mixinStandardHelpOptions = true)
    int passwd(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--password-file", paramLabel = "FILE", description = PASSWORD) Optional<Path> password)
            throws Exception {
        return stagepost.order(
                "account", "passwd", address, stagepost.terminal().newPassword(password));
    }

    @Command(
            description = {
                "Shows, or sets, which login mechanisms of an older age somebody may use",
                "(SCRAM-SHA-1, CRAM-MD5, NTLM; none for none): what they need is stored,",
                "sealed, when the password is set the next time. They have to stand under",
                "login.legacy in the settings too."
            },
            mixinStandardHelpOptions = true)
    int legacy(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "MECHANISM", arity = "0..*", defaultValue = "") List<String> mechanisms)
            throws Exception {
        List<String> words = new ArrayList<>(List.of("account", "legacy", address));
        if (!mechanisms.equals(List.of(""))) words.addAll(mechanisms);
        return stagepost.order(words.toArray(String[]::new));
    }

    @Command(
            description = {
                "Sets something for one account alone: quota (2G; 0 for none), quota-messages.",
            },
            mixinStandardHelpOptions = true)
    int set(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "VALUE") String value)
            throws Exception {
        return stagepost.order("account", "set", address, name, value);
    }

    @Command(
            description = "What was set for one account alone is as for everybody again.",
            mixinStandardHelpOptions = true)
    int unset(@Parameters(paramLabel = "ADDRESS") String address, @Parameters(paramLabel = "NAME") String name)
            throws Exception {
        return stagepost.order("account", "unset", address, name);
    }

    @Command(
            description = "Shows what an account keeps, and what is set for it alone.",
            mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "ADDRESS") String address) throws Exception {
        return stagepost.order("account", "show", address);
    }

    @Command(description = "Takes no login any more; mail still comes in.", mixinStandardHelpOptions = true)
    int disable(@Parameters(paramLabel = "ADDRESS") String address) throws Exception {
        return stagepost.order("account", "disable", address);
    }

    @Command(description = "Takes logins again.", mixinStandardHelpOptions = true)
    int enable(@Parameters(paramLabel = "ADDRESS") String address) throws Exception {
        return stagepost.order("account", "enable", address);
    }

    @Command(description = "Gives an account another address; its mail goes along.", mixinStandardHelpOptions = true)
    int rename(@Parameters(paramLabel = "OLD") String old, @Parameters(paramLabel = "NEW") String fresh)
            throws Exception {
        return stagepost.order("account", "rename", old, fresh);
    }

    @Command(
            description = "Removes an account; its mail is kept for a while, and it says where and until when.",
            mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "ADDRESS") String address) throws Exception {
        return stagepost.order("account", "remove", address);
    }
}

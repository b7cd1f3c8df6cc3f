package org.stagepost.distribution.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.disk.Disk;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.MessageSink;
import org.stagepost.mailstore.maildir.MaildirExport;
import org.stagepost.mailstore.mbox.MboxExport;
import org.stagepost.mailstore.tool.Choice;
import org.stagepost.mailstore.tool.Export;
import org.stagepost.mailstore.tool.MessageZip;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is in people's mailboxes, and how it gets in and out as a whole. */
@Command(
        name = "mailbox",
        description = "The mailboxes of an account: what is in them, in and out as a whole, and their care.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class MailboxCommand {
    private static final String NAMES = "Only this mailbox, such as Work/2026; may be given again.";

    private final Stagepost stagepost;

    MailboxCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    /** The forms in which messages leave. */
    enum Form {
        MBOX,
        MAILDIR,
        ZIP
    }

    @Command(description = "Tells what is in each mailbox.", mixinStandardHelpOptions = true)
    int stat(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--json", description = "Answers for programs.") boolean json)
            throws Exception {
        return stagepost.order("mailbox", "stat", address, json ? "json" : "text");
    }

    @Command(
            description = {
                "Writes copies of messages to a new file or folder: a folder of mbox files,",
                "a Maildir with those below it, or a zip file of messages."
            },
            mixinStandardHelpOptions = true)
    int export(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "PATH") Path path,
            @Option(
                            names = "--form",
                            paramLabel = "FORM",
                            defaultValue = "MBOX",
                            description = "mbox (default), maildir, zip.")
                    Form form,
            @Option(names = "--mailbox", paramLabel = "NAME", description = NAMES, defaultValue = "")
                    List<String> names)
            throws Exception {
        if (Files.exists(path)) throw new RefusedException(path + " is there already");
        try (StoreReader reader = new StoreReader(stagepost.configuration())) {
            Mailboxes account = reader.of(Address.parse(address));
            List<MailboxName> wanted = Choice.of(account, names);
            try (MessageSink sink = sink(reader.disk(), form, path)) {
                print(new Export(account, sink).of(wanted) + " messages are in " + path);
            }
            return 0;
        }
    }

    private static MessageSink sink(Disk disk, Form form, Path path) throws IOException {
        return switch (form) {
            case MBOX -> new MboxExport(disk, path);
            case MAILDIR -> new MaildirExport(disk, path);
            case ZIP -> MessageZip.writing(disk, path);
        };
    }

    @Command(
            name = "import",
            description = {
                "Takes messages in, with flags and dates, from an mbox file, a folder of mbox",
                "files, a Maildir with those below it, or a zip file of messages. What is there",
                "already is left out, so an import that broke off can be begun again."
            },
            mixinStandardHelpOptions = true)
    int takeIn(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "PATH") Path path,
            @Option(
                            names = "--mailbox",
                            paramLabel = "NAME",
                            defaultValue = "INBOX",
                            description = "Where what has no mailbox of its own goes.")
                    String name)
            throws Exception {
        return stagepost.order(
                "mailbox", "import", address, path.toAbsolutePath().toString(), name);
    }

    @Command(
            description = {
                "Looks at every file of a mailbox, or of all, and says what is wrong; changes",
                "nothing. Ends with 0 when all is fine, 1 when not."
            },
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "MAILBOX", arity = "0..*", defaultValue = "") List<String> names)
            throws Exception {
        return care("check", address, names);
    }

    @Command(
            aliases = "rebuild",
            description = {
                "Puts files in order and reads every message anew; UIDs, flags and dates stay.",
                "Says what is wrong after that. Messages are never removed."
            },
            mixinStandardHelpOptions = true)
    int repair(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "MAILBOX", arity = "0..*", defaultValue = "") List<String> names)
            throws Exception {
        return care("repair", address, names);
    }

    @Command(
            description = {
                "Brings back what was expunged from a mailbox, or went with it when it was",
                "deleted, and is still kept (mailstore.keep-expunged)."
            },
            mixinStandardHelpOptions = true)
    int undelete(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "MAILBOX", arity = "0..1", defaultValue = "INBOX") String name)
            throws Exception {
        return stagepost.order("mailbox", "undelete", address, name);
    }

    private int care(String duty, String address, List<String> names) throws Exception {
        List<String> words = new ArrayList<>(List.of("mailbox", duty, address));
        for (String name : names) if (!name.isEmpty()) words.add(name);
        List<String> lines = stagepost.ask(words);
        lines.forEach(this::print);
        return lines.stream().allMatch(line -> line.endsWith("  fine")) ? 0 : 1;
    }

    private void print(String line) {
        stagepost.terminal().out().println(line);
    }
}

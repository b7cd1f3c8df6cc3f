package org.stagepost.distribution.command;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.stagepost.distribution.Configuration;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.launch.Settings;
import org.stagepost.launch.SettingsException;
import org.stagepost.mail.SyntaxException;
import org.stagepost.trace.Ink;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program's name, the option that all commands share, and how each ends. */
@Command(
        name = "stagepost",
        description = "A mail suite in stages: submission, transfer, delivery, mailstore, POP3 and IMAP.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "To see it work: stagepost demo",
            "To run it: write stagepost.toml (check-config shows three lines that are",
            "enough), then stagepost account add, and stagepost serve"
        },
        version = "Stagepost 0.1.0-SNAPSHOT")
public final class Stagepost {
    private static final int REFUSED = 1;
    private static final int OUR_FAULT = 70;
    private static final int SETTINGS = 78;
    private static final List<Path> USUAL =
            List.of(Path.of("stagepost.toml"), Path.of("/etc/stagepost/stagepost.toml"));

    private final Terminal terminal;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = {
                "The settings; else those that $STAGEPOST_CONFIG",
                "names, ./stagepost.toml, or",
                "/etc/stagepost/stagepost.toml."
            })
    private Optional<Path> config = Optional.empty();

    private Stagepost(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Runs one command; returns its exit code. */
    public static int run(Terminal terminal, String... arguments) {
        Stagepost root = new Stagepost(terminal);
        return new CommandLine(root)
                .addSubcommand(new DemoCommand(root))
                .addSubcommand(new ServeCommand(root))
                .addSubcommand(new ReloadCommand(root))
                .addSubcommand(new StatusCommand(root))
                .addSubcommand(new DomainCommand(root))
                .addSubcommand(new AccountCommand(root))
                .addSubcommand(new AppPasswordCommand(root))
                .addSubcommand(new AliasCommand(root))
                .addSubcommand(new SendAsCommand(root))
                .addSubcommand(new CommandLine(new QueueCommand(root)).addSubcommand(new SuppressedCommand(root)))
                .addSubcommand(new MailboxCommand(root))
                .addSubcommand(new BackupCommand(root))
                .addSubcommand(new RestoreCommand(root))
                .addSubcommand(new RelayCommand(root))
                .addSubcommand(new TraceCommand(root))
                .addSubcommand(new CheckConfigCommand(root))
                .addSubcommand(new ColdCommand(root))
                .addSubcommand(new CommandLine.HelpCommand())
                .setOut(writer(terminal.out()))
                .setErr(writer(terminal.err()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.ink() == Ink.COLOUR ? Ansi.ON : Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, words) -> misunderstood(e))
                .setExecutionExceptionHandler((e, command, parsed) -> root.failed(e))
                .execute(arguments);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private static int misunderstood(ParameterException e) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("stagepost: " + complaint(e, command));
        command.usage(command.getErr());
        return CommandLine.ExitCode.USAGE;
    }

    private static String complaint(ParameterException e, CommandLine command) {
        if (!(e instanceof UnmatchedArgumentException unmatched) || unmatched.isUnknownOption())
            return String.valueOf(e.getMessage());
        String word = unmatched.getUnmatched().getFirst();
        return command.getSubcommands().isEmpty() ? "nobody asked for " + word : "there is no command " + word;
    }

    private int failed(Exception e) {
        terminal.err().println("stagepost: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
        return switch (e) {
            case RefusedException refused -> REFUSED;
            case SyntaxException unreadable -> REFUSED;
            case SettingsException unusable -> SETTINGS;
            default -> {
                e.printStackTrace(terminal.err());
                yield OUR_FAULT;
            }
        };
    }

    Terminal terminal() {
        return terminal;
    }

    /** The settings of this site, read strictly. */
    Configuration configuration() {
        return Configuration.from(Settings.read(settingsFile()));
    }

    Path settingsFile() {
        if (config.isPresent()) return config.get();
        String named = terminal.environment().getOrDefault("STAGEPOST_CONFIG", "");
        if (!named.isEmpty()) return Path.of(named);
        return USUAL.stream().filter(Files::exists).findFirst().orElseThrow(() -> new SettingsException("""
            there are no settings: neither ./stagepost.toml nor /etc/stagepost/stagepost.toml
            Three lines are enough to begin with:
                hostname = "mail.example.org"
                domains = ["example.org"]
                data = "/var/lib/stagepost"\
            """));
    }

    /** Gives an order to whoever owns what it is about, and prints the answer. */
    int order(String... words) throws Exception {
        for (String line : ask(List.of(words))) terminal.out().println(line);
        return 0;
    }

    /** The same, for whoever looks at the answer. */
    List<String> ask(List<String> words) throws Exception {
        return new Desk(configuration()).order(words);
    }
}

package org.stagepost.distribution.command;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.stagepost.distribution.Configuration;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.mail.Address;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.deliver.RelayCheck;
import org.stagepost.mta.deliver.RelayCheck.Finding;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.route.SmartHost;
import org.stagepost.net.Network;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.Tracer;
import org.stagepost.trace.Visible;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The smart hosts. */
@Command(
        name = "relay",
        description = "The smart hosts that mail for elsewhere goes through.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class RelayCommand {
    private final Stagepost stagepost;

    RelayCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Command(
            description = {
                "Tries them: name, connection, TLS, login, sender, and the recipient of --to; no message is sent.",
                "Ends with 1 when something is wrong, and says what to do."
            },
            mixinStandardHelpOptions = true)
    int test(
            @Parameters(paramLabel = "NAME", arity = "0..1", defaultValue = "", description = "Only this one.")
                    String name,
            @Option(names = "--from", paramLabel = "ADDRESS", defaultValue = "", description = "The sender to try.")
                    String from,
            @Option(
                            names = "--to",
                            paramLabel = "ADDRESS",
                            defaultValue = "",
                            description = "The recipient to try: one elsewhere.")
                    String to)
            throws Exception {
        Configuration configuration = stagepost.configuration();
        Set<SmartHost> hosts = configuration.mta().routes().smartHosts();
        List<SmartHost> meant = hosts.stream()
                .filter(host -> name.isEmpty() || host.name().equals(name))
                .toList();
        if (meant.isEmpty())
            throw new RefusedException(
                    name.isEmpty()
                            ? "the settings name no smart host: mail for elsewhere goes where the DNS says"
                            : "there is no smart host " + name + " in the settings");
        Envelope envelope = envelope(configuration, from, to);
        List<Finding> findings = new ArrayList<>();
        try (Network network = new Network()) {
            RelayCheck check = new RelayCheck(
                    network, resolver(configuration), configuration.mta().outgoing());
            for (SmartHost host : meant) findings.addAll(check.of(host, envelope));
        }
        findings.forEach(this::print);
        if (to.isEmpty())
            stagepost
                    .terminal()
                    .out()
                    .println("No recipient was tried: --to names one elsewhere, for that is the question.");
        return findings.stream().allMatch(Finding::good) ? 0 : 1;
    }

    private void print(Finding finding) {
        String state = finding.good() ? "ok" : "FAILS";
        stagepost
                .terminal()
                .out()
                .println(String.format(
                        "%-30s %-9s %-5s %s", finding.host(), finding.step(), state, Visible.text(finding.told())));
        if (!finding.good()) stagepost.terminal().out().println("    " + finding.advice());
    }

    private static Resolver resolver(Configuration configuration) {
        Clock clock = Clock.systemUTC();
        Reporter nobody = new Reporter(Tracer.NONE, clock, Stage.DNS, "");
        return new Resolver(configuration.mta().dns(), clock, new SecureRandom(), nobody);
    }

    /** Who names no sender gets our postmaster; whether it relays only somebody elsewhere can show. */
    private static Envelope envelope(Configuration configuration, String from, String to) throws SyntaxException {
        String domain = configuration.general().domains().isEmpty()
                ? configuration.site().hostname().name()
                : configuration.general().domains().getFirst().name();
        Address sender = Address.parse(from.isEmpty() ? "postmaster@" + domain : from);
        Envelope envelope = Envelope.from(TraceId.next(Clock.systemUTC(), new SecureRandom()), ReversePath.of(sender));
        return to.isEmpty() ? envelope : envelope.and(Recipient.of(Address.parse(to)));
    }
}

package org.stagepost.mta;

import jakarta.inject.Inject;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Reply;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;
import org.stagepost.mta.dns.MailHost;
import org.stagepost.mta.dns.MailHosts;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.queue.QueueControl;
import org.stagepost.mta.route.Routes;
import org.stagepost.net.AddressRange;
import org.stagepost.sasl.Identity;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.SmtpCommand.Etrn;
import org.stagepost.smtp.SmtpCommand.Etrn.Scope;
import org.stagepost.smtp.server.Client;
import org.stagepost.smtp.server.Peer;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

/**
 * Starts the queue for a host that is there again (RFC 1985): for domains that we are a backup of, when a network or a login of the
 * settings asks, or one of the hosts that the DNS names before us. Nothing goes over the client's own connection, so who lies
 * about his address gains nothing but a try that would have come anyway.
 */
final class QueueStart {
    private final Routes routes;
    private final Resolver resolver;
    private final QueueControl queue;
    private final List<AddressRange> networks;
    private final Set<String> logins;
    private final Clock clock;
    private final RandomGenerator random;
    private final Reporter reporter;

    @Inject
    QueueStart(
            Routes routes,
            Resolver resolver,
            QueueControl queue,
            MtaConfig config,
            Clock clock,
            RandomGenerator random,
            Reporter reporter) {
        this.routes = routes;
        this.resolver = resolver;
        this.queue = queue;
        this.networks = config.starters();
        this.logins = config.fetching().starters();
        this.clock = clock;
        this.random = random;
        this.reporter = reporter.as(Stage.QUEUE);
    }

    /** Starts what the client may start, and says how much waits. */
    Reply start(Client client, Etrn command) {
        TraceId id = TraceId.next(clock, random);
        Reply reply = answer(client, command, id);
        reporter.step(id)
                .from(client)
                .to("queue")
                .what(reply)
                .why("ETRN " + command.node())
                .done(Kind.of(reply, Kind.STARTED));
        return reply;
    }

    private Reply answer(Client client, Etrn command, TraceId id) {
        if (command.scope() == Scope.QUEUE) return MtaReplies.noQueue(command.node());
        try {
            Set<Domain> ours = ours(Domain.of(command.node()), command.scope());
            if (ours.isEmpty()) return MtaReplies.noQueue(command.node());
            Set<Domain> allowed = ours.stream()
                    .filter(domain -> isAllowed(client, domain, id))
                    .collect(Collectors.toSet());
            if (allowed.isEmpty()) return MtaReplies.notForYou(command.node());
            return MtaReplies.started(command.node(), queue.start(allowed));
        } catch (SyntaxException e) {
            return Replies.badValue(e);
        }
    }

    /** Section 5.3: with @ also those below it. */
    private Set<Domain> ours(Domain node, Scope scope) {
        Set<Domain> ours = new TreeSet<>((one, other) -> one.name().compareTo(other.name()));
        for (Domain domain : routes.backups()) {
            boolean below = scope == Scope.SUBDOMAINS && domain.name().endsWith("." + node.name());
            if (domain.equals(node) || below) ours.add(domain);
        }
        return ours;
    }

    private boolean isAllowed(Client client, Domain domain, TraceId id) {
        if (client.login().map(Identity::login).filter(logins::contains).isPresent()) return true;
        Peer peer = client.peer();
        if (peer.way() != Peer.Way.TCP) return false;
        boolean listed = networks.stream().anyMatch(network -> network.contains(peer.address()));
        return listed || hosts(domain, id).contains(peer.address());
    }

    /** The addresses of those that mail of the domain is for, us and those behind us left out. */
    private List<InetAddress> hosts(Domain domain, TraceId id) {
        Optional<List<MailHost>> hosts = resolver.mailHosts(domain, id) instanceof MailHosts.Found(List<MailHost> found)
                ? Optional.of(found)
                : Optional.empty();
        return hosts.orElse(List.of()).stream()
                .flatMap(host -> host.addresses().stream())
                .toList();
    }
}

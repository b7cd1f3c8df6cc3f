package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Domain;
import org.stagepost.mta.queue.QueueEntry;
import org.stagepost.mta.route.NextHop;
import org.stagepost.net.Connection;
import org.stagepost.smtp.client.HopException;
import org.stagepost.smtp.client.SmtpClient;

/** Gives a host that has come for its mail (RFC 2645 section 5.3) all that waits, one message after the other. */
public final class Fetching {
    private static final Logger log = LoggerFactory.getLogger(Fetching.class);

    private final Backlog backlog;
    private final Rounds rounds;
    private final Couriers couriers;

    @Inject
    Fetching(Backlog backlog, Rounds rounds, Couriers couriers) {
        this.backlog = backlog;
        this.rounds = rounds;
        this.couriers = couriers;
    }

    /** Whether anything waits for these domains that may go now. */
    public boolean hasMail(Set<Domain> domains) {
        return backlog.waiting(entry -> isFor(entry, domains)).findAny().isPresent();
    }

    private boolean isFor(QueueEntry entry, Set<Domain> domains) {
        return entry.ready(rounds.settlement().schedule().now()).stream()
                .anyMatch(recipient -> isFor(rounds.hop(entry, recipient), domains));
    }

    private static boolean isFor(NextHop hop, Set<Domain> domains) {
        return hop instanceof NextHop.Fetched(Domain domain) && domains.contains(domain);
    }

    /** Is the client on that connection until nothing is left that has not been tried, or the host has gone. */
    public void carry(Connection connection, Set<Domain> domains) {
        try (SmtpClient client = SmtpClient.turned(connection, couriers.ourName())) {
            Set<String> tried = new HashSet<>();
            while (client.isUsable() && carriedSome(connection, client, domains, tried))
                log.debug("{} looks again", domains);
        } catch (HopException e) {
            log.info("nothing of {} was fetched: {}", domains, e.reply());
        }
    }

    /** A stop waits for the message that is on its way: whoever has it says so, and it is not sent twice. */
    private boolean carriedSome(Connection connection, SmtpClient client, Set<Domain> domains, Set<String> tried) {
        List<String> names = backlog.waiting(entry -> isFor(entry, domains))
                .map(QueueEntry::name)
                .filter(name -> !tried.contains(name))
                .toList();
        for (String name : names) {
            if (!client.isUsable()) return false;
            tried.add(name);
            connection.beginWork();
            try {
                backlog.claim(name).ifPresent(entry -> rounds.begin(entry, job -> go(job, client, domains)));
            } finally {
                connection.endWork();
            }
        }
        return !names.isEmpty();
    }

    /** To other next hops of the same message as always. */
    private void go(Job job, SmtpClient client, Set<Domain> domains) {
        if (!isFor(job.hop(), domains)) {
            rounds.submit(job);
            return;
        }
        job.done(job.carriedBy(couriers.over(client, job.hop())));
    }
}

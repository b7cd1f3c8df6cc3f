package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.route.NextHop;
import org.stagepost.mta.route.Routes;
import org.stagepost.net.Network;
import org.stagepost.smtp.client.CallAhead;
import org.stagepost.smtp.client.Hop;
import org.stagepost.smtp.client.HopException;
import org.stagepost.smtp.client.SmtpClient;

/**
 * Asks the own hosts of a domain that we are a backup of whether they know a recipient, while the client waits: what they
 * refuse is refused here and never becomes a bounce to a forged sender. Where they cannot be asked, which is what a backup is
 * for, everything is taken.
 */
public final class BackupHosts {
    private static final Logger log = LoggerFactory.getLogger(BackupHosts.class);
    private static final Reply TAKEN = Reply.of(250, "2.1.5", "kept for its own mail host");
    private static final CallAhead.Answer UNASKED =
            new CallAhead.Answer(Reply.of(451, "4.4.1", "its own mail host does not answer"), true);
    /** That we should log in there is no business of the client's (RFC 4954 section 6). */
    private static final int LOGIN_REQUIRED = 530;

    private static final int QUESTIONS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final int REMEMBERED = 1_000;

    private final Routes routes;
    private final Network network;
    private final Ways ways;
    private final Clock clock;
    private final CallAhead callAhead = new CallAhead(this::ask);
    private final Semaphore questions = new Semaphore(QUESTIONS);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("backup-", 0).factory());
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<NextHop, Instant> silent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<NextHop, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    @Inject
    BackupHosts(Routes routes, Network network, Resolver resolver, Outgoing outgoing, Clock clock) {
        this.routes = routes;
        this.network = network;
        this.ways = new Ways(resolver, outgoing, new TlsKeys());
        this.clock = clock;
    }

    /** Their refusal for good; else we take it. */
    public Reply accepts(Envelope soFar, Recipient recipient) {
        return switch (next(soFar, recipient)) {
            case NextHop.Refuse(Reply reply) -> reply;
            case NextHop.MailHostsOf hosts -> asked(soFar, recipient);
            case NextHop.Relay host -> asked(soFar, recipient);
            case NextHop.Lmtp agent -> asked(soFar, recipient);
            case NextHop.Mailboxes here -> TAKEN;
            case NextHop.Fetched waits -> TAKEN;
            case NextHop.Hold rule -> TAKEN;
            case NextHop.Discard rule -> TAKEN;
        };
    }

    /** Where the message itself would go: a route of the settings counts more than the DNS. */
    private NextHop next(Envelope soFar, Recipient recipient) {
        return routes.to(recipient.address().domain(), soFar.from());
    }

    private Reply asked(Envelope soFar, Recipient recipient) {
        Reply reply = callAhead.reply(soFar, recipient);
        return reply.permanent() && reply.code() != LOGIN_REQUIRED ? reply : TAKEN;
    }

    private CallAhead.Answer ask(Envelope soFar, Recipient recipient) {
        NextHop next = next(soFar, recipient);
        if (isSilent(next) || !questions.tryAcquire()) return UNASKED;
        CompletableFuture<CallAhead.Answer> answer = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return spokenTo(next, soFar, recipient);
                    } finally {
                        questions.release();
                    }
                },
                threads);
        CallAhead.Answer heard;
        try {
            heard = answer.copy()
                    .completeOnTimeout(UNASKED, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            heard = UNASKED;
        }
        if (heard.equals(UNASKED)) remember(next);
        return heard;
    }

    private CallAhead.Answer spokenTo(NextHop next, Envelope soFar, Recipient recipient) {
        if (!(ways.to(next, soFar.trace()) instanceof Ways.Answer.Servers servers)) return UNASKED;
        for (Hop hop : servers.hops()) {
            try (SmtpClient client = SmtpClient.open(network, hop)) {
                boolean named = next instanceof NextHop.MailHostsOf;
                if (named && Ascii.equalsIgnoreCase(client.serverName(), hop.ourName())) return UNASKED;
                return client.callAhead(soFar, recipient);
            } catch (HopException e) {
                log.debug("{} cannot be asked about {}: {}", hop.to(), next, e.getMessage());
            }
        }
        return UNASKED;
    }

    private boolean isSilent(NextHop next) {
        lock.lock();
        try {
            Instant until = silent.get(next);
            return until != null && clock.instant().isBefore(until);
        } finally {
            lock.unlock();
        }
    }

    private void remember(NextHop next) {
        lock.lock();
        try {
            silent.put(next, clock.instant().plus(SILENCE));
        } finally {
            lock.unlock();
        }
    }
}

package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
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
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.route.NextHop;
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
    private static final int QUESTIONS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final int REMEMBERED = 1_000;

    private final Network network;
    private final Ways ways;
    private final Clock clock;
    private final CallAhead callAhead = new CallAhead(this::ask);
    private final Semaphore questions = new Semaphore(QUESTIONS);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("backup-", 0).factory());
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Domain, Instant> silent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Domain, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    @Inject
    BackupHosts(Network network, Resolver resolver, Outgoing outgoing, Clock clock) {
        this.network = network;
        this.ways = new Ways(resolver, outgoing, new TlsKeys());
        this.clock = clock;
    }

    /** Their refusal for good; else we take it. */
    public Reply accepts(Envelope soFar, Recipient recipient) {
        Reply reply = callAhead.reply(soFar, recipient);
        return reply.permanent() ? reply : TAKEN;
    }

    private CallAhead.Answer ask(Envelope soFar, Recipient recipient) {
        Domain domain = domain(recipient);
        if (isSilent(domain) || !questions.tryAcquire()) return UNASKED;
        CompletableFuture<CallAhead.Answer> answer = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return spokenTo(soFar, recipient);
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
        if (heard.equals(UNASKED)) remember(domain);
        return heard;
    }

    private CallAhead.Answer spokenTo(Envelope soFar, Recipient recipient) {
        NextHop next = new NextHop.MailHostsOf(domain(recipient));
        if (!(ways.to(next, soFar.trace()) instanceof Ways.Answer.Servers(List<Hop> hops))) return UNASKED;
        for (Hop hop : hops) {
            try (SmtpClient client = SmtpClient.open(network, hop)) {
                if (Ascii.equalsIgnoreCase(client.serverName(), hop.ourName())) return UNASKED;
                return client.callAhead(soFar, recipient);
            } catch (HopException e) {
                log.debug("{} cannot be asked about {}: {}", hop.to(), domain(recipient), e.getMessage());
            }
        }
        return UNASKED;
    }

    private static Domain domain(Recipient recipient) {
        return recipient.address().domain();
    }

    private boolean isSilent(Domain domain) {
        lock.lock();
        try {
            Instant until = silent.get(domain);
            return until != null && clock.instant().isBefore(until);
        } finally {
            lock.unlock();
        }
    }

    private void remember(Domain domain) {
        lock.lock();
        try {
            silent.put(domain, clock.instant().plus(SILENCE));
        } finally {
            lock.unlock();
        }
    }
}

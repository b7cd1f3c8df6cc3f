package org.stagepost.mta.dns;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/** Single questions to the DNS servers, their answers kept as long as these allow and failures for a short while. */
final class Questions {
    private static final int MAX_KEPT = 20_000;
    private static final int MAX_ALIASES = 16;
    private static final int TRIES = 3;
    private static final Duration FAILURE_KEPT = Duration.ofSeconds(30);

    private final LookupSession session;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Question, Failure> failures = new LinkedHashMap<>();

    private record Question(Name name, int type) {}

    private record Failure(Answer.Failed answer, Instant until) {}

    Questions(DnsSettings settings, Clock clock) {
        this.clock = clock;
        Cache cache = new Cache(DClass.IN);
        cache.setMaxEntries(MAX_KEPT);
        this.session = LookupSession.builder()
                .resolver(resolver(settings))
                .cache(cache)
                .maxRedirects(MAX_ALIASES)
                .build();
    }

    private static ExtendedResolver resolver(DnsSettings settings) {
        Duration each = settings.timeout().dividedBy(TRIES);
        List<org.xbill.DNS.Resolver> servers = settings.servers().stream()
                .<org.xbill.DNS.Resolver>map(address -> {
                    SimpleResolver server = new SimpleResolver(address);
                    server.setTimeout(each);
                    return server;
                })
                .toList();
        ExtendedResolver all = new ExtendedResolver(servers);
        all.setTimeout(settings.timeout());
        all.setRetries(TRIES);
        return all;
    }

    /** Never completes exceptionally. */
    CompletableFuture<Answer> ask(Name name, int type) {
        Question question = new Question(name, type);
        Optional<Answer> recent = recentFailure(question);
        if (recent.isPresent()) return CompletableFuture.completedFuture(recent.get());
        return session.lookupAsync(name, type)
                .handle((result, error) -> {
                    if (error != null) return failed(question, error);
                    List<Record> records = result.getRecords();
                    return records.isEmpty() ? new Answer.NoData() : new Answer.Records(records);
                })
                .toCompletableFuture();
    }

    private Answer failed(Question question, Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof NoSuchDomainException) return new Answer.NoSuchName();
        if (cause instanceof NoSuchRRSetException) return new Answer.NoData();
        String asked = Type.string(question.type()) + " " + question.name().toString(true);
        Answer.Failed answer = new Answer.Failed("no answer for " + asked + ": " + reason(cause));
        remember(question, answer);
        return answer;
    }

    /** A refused port and a time-out often come without a message. */
    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? "the DNS server is not reached" : cause.getMessage();
    }

    private Optional<Answer> recentFailure(Question question) {
        lock.lock();
        try {
            return Optional.ofNullable(failures.get(question))
                    .filter(failure -> clock.instant().isBefore(failure.until()))
                    .map(Failure::answer);
        } finally {
            lock.unlock();
        }
    }

    /** Without this, each message for a domain whose servers are down would wait for the whole time-out again. */
    private void remember(Question question, Answer.Failed answer) {
        lock.lock();
        try {
            failures.remove(question);
            failures.put(question, new Failure(answer, clock.instant().plus(FAILURE_KEPT)));
            if (failures.size() > MAX_KEPT)
                failures.remove(failures.keySet().iterator().next());
        } finally {
            lock.unlock();
        }
    }
}

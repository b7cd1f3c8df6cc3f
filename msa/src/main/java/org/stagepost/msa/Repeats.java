package org.stagepost.msa;

import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.TraceId;
import org.stagepost.message.Header;

/**
 * Knows what each sender has handed in a short while ago. A client that never heard our 250 sends again, and so does somebody
 * who means to: a repeat is told of and never dropped, for nobody can tell the two apart (hardening row R25).
 */
final class Repeats {
    private static final Duration SHORT = Duration.ofMinutes(10);
    private static final int MOST = 10_000;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** By a digest of sender, envelope and Message-ID: these are as long as a client wants them to be. */
    private final Map<String, Taken> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Taken> eldest) {
            return size() > MOST;
        }
    };

    @Inject
    Repeats(Clock clock) {
        this.clock = clock;
    }

    private record Taken(TraceId trace, Instant at) {}

    /**
     * The next stage has taken a message.
     *
     * @param sender under which his mail is counted
     * @param header as it came
     * @return the one that it repeats; none for a message without a Message-ID, which is like no other
     */
    Optional<TraceId> taken(String sender, Envelope envelope, Header header) {
        Optional<String> messageId =
                header.first("Message-ID").map(field -> field.text().strip());
        if (messageId.isEmpty() || messageId.get().isEmpty()) return Optional.empty();
        String key = digest(sender + "\n" + messageId.get() + "\n" + people(envelope));
        Instant now = clock.instant();
        lock.lock();
        try {
            Taken before = recent.remove(key);
            recent.put(key, new Taken(envelope.trace(), now));
            if (before == null || !before.at().isAfter(now.minus(SHORT))) return Optional.empty();
            return Optional.of(before.trace());
        } finally {
            lock.unlock();
        }
    }

    /** In whatever order they were said. */
    private static String people(Envelope envelope) {
        return envelope.from()
                + envelope.recipients().stream()
                        .map(recipient -> recipient.address().folded().toString())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining("\n", "\n", ""));
    }

    private static String digest(String text) {
        try {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

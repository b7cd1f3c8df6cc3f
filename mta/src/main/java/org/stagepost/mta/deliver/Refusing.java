package org.stagepost.mta.deliver;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.stagepost.mail.Reply;
import org.stagepost.mta.deliver.Courier.Attempt;
import org.stagepost.mta.route.NextHop;

/**
 * The smart hosts that answer, and refuse whatever they are given: a closed account there, or our address on a list, is as bad
 * as a host that is down. There are as many as the settings name.
 */
final class Refusing {
    /** So many in a row are no accident of single recipients. */
    private static final int ENOUGH = 10;

    private static final Duration WITHIN = Duration.ofDays(1);

    private final Clock clock;
    private final Map<String, Streak> byName = new ConcurrentHashMap<>();

    /** What it has refused since it took something. */
    private record Streak(int messages, Instant last, Reply reply) {}

    @Inject
    Refusing(Clock clock) {
        this.clock = clock;
    }

    /** How a try ended; what is not the host's own word is no news of it. */
    void heard(NextHop hop, Attempt attempt) {
        if (!(hop instanceof NextHop.Relay(var host)) || attempt.by().isEmpty()) return;
        var replies = attempt.outcome().replies().values();
        if (replies.stream().anyMatch(Reply::positive)) byName.remove(host.name());
        else
            byName.compute(host.name(), (name, before) -> {
                int messages = before == null || isOld(before) ? 1 : before.messages() + 1;
                return new Streak(messages, clock.instant(), replies.iterator().next());
            });
    }

    private boolean isOld(Streak streak) {
        return streak.last().plus(WITHIN).isBefore(clock.instant());
    }

    /** By name, with what was said last. */
    Map<String, Reply> all() {
        Map<String, Reply> all = new LinkedHashMap<>();
        byName.forEach((name, streak) -> {
            if (streak.messages() >= ENOUGH && !isOld(streak)) all.put(name, streak.reply());
        });
        return all;
    }
}

package org.stagepost.msa;

import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.stagepost.mail.Recipient;
import org.stagepost.msa.Allotment.Kind;

/**
 * How much is left to each sender, so that a stolen password does little harm (RFC 6409 6.1, hardening row R24). Each has a
 * store of every kind of thing that is counted, which its hour or day fills up again evenly. What is sent comes out of them, and
 * a refused recipient out of the recipients: whoever only asks which addresses there are comes to an end too.
 */
public final class SubmissionLimits {
    private static final double NANOS_PER_HOUR = TimeUnit.HOURS.toNanos(1);
    private static final int SENDERS = 10_000;

    private final Correspondents correspondents;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Store> stores = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Store> eldest) {
            return size() > SENDERS;
        }
    };
    private volatile Allotment allotment;

    /**
     * What is left of one sender's at a moment.
     *
     * @param told what has been told to be used up; once each, until there is half of it again
     */
    private record Store(Map<Kind, Double> left, long at, Set<Kind> told) {}

    @Inject
    SubmissionLimits(MsaConfig config, Correspondents correspondents) {
        this(config.allotment(), correspondents, System::nanoTime);
    }

    SubmissionLimits(Allotment allotment, Correspondents correspondents, LongSupplier nanoTime) {
        this.allotment = allotment;
        this.correspondents = correspondents;
        this.nanoTime = nanoTime;
    }

    /** From the next message on, these. */
    public void become(Allotment other) {
        allotment = other;
    }

    /** What each sender lacks now, in thousandths, of whom anything is missing. */
    Map<String, Map<Kind, Long>> used() {
        lock.lock();
        try {
            Map<String, Map<Kind, Long>> all = new LinkedHashMap<>();
            for (String sender : List.copyOf(stores.keySet())) {
                Map<Kind, Long> used = new EnumMap<>(Kind.class);
                filled(sender).left().forEach((kind, left) -> used.put(kind, thousandths(allotment.of(kind) - left)));
                if (used.values().stream().anyMatch(some -> some > 0)) all.put(sender, used);
            }
            return all;
        } finally {
            lock.unlock();
        }
    }

    private static long thousandths(double number) {
        return Math.max(0, (long) Math.ceil(number * 1_000));
    }

    /** What each sender lacked this long ago, when this process did not run yet; what was used up then has been told. */
    void recall(Map<String, Map<Kind, Long>> all, Duration ago) {
        double hours = ago.toNanos() / NANOS_PER_HOUR;
        lock.lock();
        try {
            all.forEach((sender, used) -> {
                Map<Kind, Double> left = new EnumMap<>(Kind.class);
                Set<Kind> told = EnumSet.noneOf(Kind.class);
                used.forEach((kind, some) -> {
                    int most = allotment.of(kind);
                    double before = Math.max(0, most - some / 1_000.0);
                    if (before < 1) told.add(kind);
                    left.put(kind, Math.min(most, before + hours / kind.hours() * most));
                });
                stores.put(sender, new Store(left, nanoTime.getAsLong(), told));
            });
        } finally {
            lock.unlock();
        }
    }

    /** What a message to these recipients would lack now; empty when it may be sent. */
    Optional<Kind> lacking(String sender, List<Recipient> recipients) {
        Map<Kind, Double> left = left(sender);
        boolean enough = left.getOrDefault(Kind.CORRESPONDENTS_OF_DAY, 0.0) >= recipients.size();
        int strangers = enough ? 0 : correspondents.unknown(sender, recipients);
        Load load = new Load(1, Math.max(1, recipients.size()), strangers);
        for (Kind kind : Kind.values()) {
            if (left.getOrDefault(kind, 0.0) < load.of(kind)) return Optional.of(kind);
        }
        return Optional.empty();
    }

    private Map<Kind, Double> left(String sender) {
        lock.lock();
        try {
            return filled(sender).left();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A message is being sent; before its fate is known, or many at once would all pass.
     *
     * @return what it has taken, to be handed back if it is not sent
     */
    Taken sending(String sender, List<Recipient> recipients) {
        Load load = new Load(1, recipients.size(), correspondents.unknown(sender, recipients));
        return new Taken(load, take(sender, load));
    }

    /** It has gone to them: they are no strangers any more. */
    void sent(String sender, List<Recipient> recipients) {
        correspondents.add(sender, recipients);
    }

    /** It has not been sent to anybody: what it took is there again, whoever has become known meanwhile. */
    void notSent(String sender, Taken taken) {
        take(sender, taken.load().back());
    }

    /** Recipients have been refused for good. */
    List<Kind> refused(String sender, int recipients) {
        return take(sender, new Load(0, recipients, 0));
    }

    /**
     * What a message has taken.
     *
     * @param usedUp what nobody has been told of
     */
    record Taken(Load load, List<Kind> usedUp) {}

    /** What a message takes out of each store. */
    record Load(int messages, int recipients, int strangers) {
        private Load back() {
            return new Load(-messages, -recipients, -strangers);
        }

        int of(Kind kind) {
            return switch (kind) {
                case MESSAGES_OF_HOUR, MESSAGES_OF_DAY -> messages;
                case RECIPIENTS_OF_HOUR, RECIPIENTS_OF_DAY -> recipients;
                case CORRESPONDENTS_OF_DAY -> strangers;
            };
        }
    }

    private List<Kind> take(String sender, Load load) {
        lock.lock();
        try {
            Store store = filled(sender);
            List<Kind> fresh = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                double left = store.left().merge(kind, (double) -load.of(kind), Double::sum);
                if (left < 1 && store.told().add(kind)) fresh.add(kind);
            }
            stores.put(sender, store);
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    private Store filled(String sender) {
        long moment = nanoTime.getAsLong();
        Allotment whole = allotment;
        Store store = stores.get(sender);
        double hours = store == null ? Double.POSITIVE_INFINITY : (moment - store.at()) / NANOS_PER_HOUR;
        Map<Kind, Double> left = new EnumMap<>(Kind.class);
        Set<Kind> told = EnumSet.noneOf(Kind.class);
        for (Kind kind : Kind.values()) {
            int most = whole.of(kind);
            double before = store == null ? most : store.left().getOrDefault(kind, (double) most);
            double now = Math.min(most, before + hours / kind.hours() * most);
            left.put(kind, now);
            if (store != null && store.told().contains(kind) && now < most / 2.0) told.add(kind);
        }
        return new Store(left, moment, told);
    }
}

package org.stagepost.msa;

import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much one login may send, so that a stolen password does little harm (RFC 6409 6.1, hardening row R24). Each has a
 * store of messages and one of recipients that an hour fills up again. What is sent comes out of both, and a refused recipient
 * out of the second: whoever only asks which addresses there are comes to an end too.
 */
public final class SubmissionLimits {
    private static final Logger LOG = LoggerFactory.getLogger(SubmissionLimits.class);
    private static final double NANOS_PER_HOUR = TimeUnit.HOURS.toNanos(1);
    private static final int LOGINS = 10_000;

    private final int messagesPerHour;
    private final int recipientsPerHour;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Store> stores = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Store> eldest) {
            return size() > LOGINS;
        }
    };

    /**
     * What is left of one login's at a moment.
     *
     * @param told that nothing is; once, until there is half of an hour's again
     */
    private record Store(double messages, double recipients, long at, boolean told) {}

    @Inject
    public SubmissionLimits(MsaConfig config) {
        this(config.messagesPerHour(), config.recipientsPerHour(), System::nanoTime);
    }

    SubmissionLimits(int messagesPerHour, int recipientsPerHour, LongSupplier nanoTime) {
        this.messagesPerHour = messagesPerHour;
        this.recipientsPerHour = recipientsPerHour;
        this.nanoTime = nanoTime;
    }

    /** Whether a message to so many recipients would pass now. */
    boolean permit(String login, int recipients) {
        lock.lock();
        try {
            Store store = filled(login);
            return store.messages() >= 1 && store.recipients() >= recipients;
        } finally {
            lock.unlock();
        }
    }

    /** A message is being sent; before its fate is known, or many at once would all pass. */
    void sending(String login, int recipients) {
        if (empties(login, 1, recipients)) LOG.warn("{} has sent all that an hour allows", login);
    }

    /** It has not been sent to anybody. */
    void notSent(String login, int recipients) {
        empties(login, -1, -recipients);
    }

    /** Recipients have been refused for good. */
    void refused(String login, int recipients) {
        if (empties(login, 0, recipients))
            LOG.warn("{} has asked for so many addresses that are refused that nothing is left of an hour's", login);
    }

    /** Takes so many out, and says whether there is nothing left and nobody has been told. */
    private boolean empties(String login, int messages, int recipients) {
        lock.lock();
        try {
            Store store = filled(login);
            double messagesLeft = store.messages() - messages;
            double recipientsLeft = store.recipients() - recipients;
            boolean empty = messagesLeft < 1 || recipientsLeft < 1;
            stores.put(login, new Store(messagesLeft, recipientsLeft, store.at(), store.told() || empty));
            return empty && !store.told();
        } finally {
            lock.unlock();
        }
    }

    private Store filled(String login) {
        long now = nanoTime.getAsLong();
        Store store = stores.get(login);
        if (store == null) return new Store(messagesPerHour, recipientsPerHour, now, false);
        double hours = (now - store.at()) / NANOS_PER_HOUR;
        double messages = Math.min(messagesPerHour, store.messages() + hours * messagesPerHour);
        double recipients = Math.min(recipientsPerHour, store.recipients() + hours * recipientsPerHour);
        boolean half = messages >= messagesPerHour / 2.0 && recipients >= recipientsPerHour / 2.0;
        return new Store(messages, recipients, now, store.told() && !half);
    }
}

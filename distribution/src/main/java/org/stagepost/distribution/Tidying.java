package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.directory.Account;
import org.stagepost.directory.JdbcDirectory;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.StoreException;

/** Once a day, in every account: what has been in the Trash long enough goes, and what was expunged long enough ago. */
final class Tidying implements Chore {
    private static final Logger LOG = LoggerFactory.getLogger(Tidying.class);
    private static final Duration DAY = Duration.ofDays(1);

    private final JdbcDirectory directory;
    private final MailStore store;
    private final MailstoreConfig config;
    private final Clock clock;
    private Instant next = Instant.MIN;

    @Inject
    Tidying(JdbcDirectory directory, MailStore store, MailstoreConfig config, Clock clock) {
        this.directory = directory;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public void perform(BooleanSupplier stopped) {
        if (config.keepExpunged().isZero() && config.expire().isEmpty()) return;
        Instant now = clock.instant();
        if (now.isBefore(next)) return;
        next = now.plus(DAY);
        for (Account account : directory.accounts()) {
            if (stopped.getAsBoolean()) return;
            tidy(account);
        }
    }

    private void tidy(Account account) {
        try {
            Map<MailboxName, Duration> expire = new HashMap<>();
            for (Map.Entry<String, Duration> each : config.expire().entrySet())
                expire.put(MailboxName.of(each.getKey(), '/'), each.getValue());
            store.of(account.address()).tidy(expire);
        } catch (StoreException e) {
            LOG.warn("the mailboxes of {} could not be tidied: {}", account.address(), e.getMessage());
        }
    }
}

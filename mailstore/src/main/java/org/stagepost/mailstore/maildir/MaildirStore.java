package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.launch.Service;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.QuotaRules;
import org.stagepost.mailstore.Repairs;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.index.Index;

/**
 * The mailboxes of all accounts, as Maildir++ folders below one root. Nothing of it may be called on a thread of the
 * {@link Disk}.
 */
public final class MaildirStore implements MailStore, Service {
    private static final Logger log = LoggerFactory.getLogger(MaildirStore.class);
    private static final int ACCOUNTS = 10_000;

    private final MailstoreConfig config;
    private final AccountFolder folder;
    private final Means means;
    private final Keeper keeper;
    private final Accounts accounts;
    private final List<StoreLock> locks = new ArrayList<>();

    /** A store that no other process works on. */
    public MaildirStore(MailstoreConfig config, Disk disk, Clock clock, Index index) {
        this(config, disk, clock, index, QuotaRules.NONE, EnumSet.allOf(Duty.class), Repairs.UNTOLD);
    }

    /** @param duties what no other process does meanwhile */
    public MaildirStore(
            MailstoreConfig config,
            Disk disk,
            Clock clock,
            Index index,
            QuotaRules quotas,
            Set<Duty> duties,
            Repairs repairs) {
        this.config = config;
        this.folder = new AccountFolder(config.root(), config.folder());
        FileNames names =
                new FileNames(clock, config.host(), ProcessHandle.current().pid());
        this.means = new Means(
                disk,
                clock,
                names,
                new Drafts(disk, clock, names),
                index,
                new Blocks(config.cache()),
                Owner.self(),
                new Space(disk, config.root(), config.reserve()),
                quotas,
                repairs,
                Set.copyOf(duties));
        this.keeper = new Keeper(config.mailboxes());
        this.accounts = new Accounts(
                ACCOUNTS,
                address -> new MaildirAccount(means, address, folder.of(address), keeper, config.keepExpunged()));
    }

    @Override
    public void start() throws IOException, StoreException {
        means.disk().establish(config.root(), Means.MAILBOX);
        means.owner().check(config.root());
        try {
            for (Duty duty : Duty.values()) if (means.has(duty)) locks.add(lock(duty));
        } catch (IOException | StoreException e) {
            unlock();
            throw e;
        }
        keeper.start();
    }

    private StoreLock lock(Duty duty) throws IOException, StoreException {
        return StoreLock.take(config.root().resolve(duty.lock()))
                .orElseThrow(() -> new StoreException(
                        StoreException.Reason.UNAVAILABLE,
                        "another process " + duty.verb() + " " + config.root() + " already"));
    }

    private void unlock() throws IOException {
        for (StoreLock lock : locks) lock.close();
        locks.clear();
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        keeper.stop();
        for (MaildirAccount account : accounts.kept()) rest(account);
        unlock();
    }

    /** Where an account's mail lies, whether there is any or not. */
    public static Path folder(MailstoreConfig config, Address account) {
        return new AccountFolder(config.root(), config.folder()).of(account.folded());
    }

    @Override
    public Mailboxes of(Address account) throws StoreException {
        MaildirAccount found = found(account);
        if (found.hasMoved()) {
            found.forget();
            accounts.leave(account, found);
            rest(found);
            found = found(account);
        }
        found.prepare(config.root());
        return found;
    }

    private MaildirAccount found(Address account) {
        Accounts.Found found = accounts.of(account);
        if (found.dropped() != null) rest(found.dropped());
        return found.account();
    }

    private static void rest(MaildirAccount account) {
        try {
            account.rest();
        } catch (StoreException e) {
            log.warn("the delivery log of {} has no clean end", account.account(), e);
        }
    }

    @Override
    public void forget(Address account) throws StoreException {
        accounts.of(account).account().forget();
    }
}

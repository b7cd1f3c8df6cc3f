package org.stagepost.pop3;

import jakarta.inject.Inject;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.directory.Account;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.StoreException;
import org.stagepost.sasl.Identity;

/** Opens maildrops, each for one POP3 session at a time (RFC 1939 section 4); IMAP sessions look on undisturbed. */
final class Maildrops {
    private static final Logger LOG = LoggerFactory.getLogger(Maildrops.class);

    private final Directory directory;
    private final MailStore store;
    private final Set<Address> locked = ConcurrentHashMap.newKeySet();

    @Inject
    Maildrops(Directory directory, MailStore store) {
        this.directory = directory;
        this.store = store;
    }

    /**
     * The maildrop of whoever has logged in, locked until it is closed; empty when another session has it.
     *
     * @throws StoreException also when the account was removed a moment ago
     */
    Optional<Maildrop> open(Identity identity) throws StoreException {
        Address account = directory
                .login(identity.login())
                .map(Account::address)
                .orElseThrow(() -> new StoreException(StoreException.Reason.UNAVAILABLE, "the account is gone"));
        if (!locked.add(account)) return Optional.empty();
        Optional<Maildrop> opened = Optional.empty();
        try {
            opened = open(account);
            return opened;
        } finally {
            if (opened.isEmpty()) locked.remove(account);
        }
    }

    private Optional<Maildrop> open(Address account) throws StoreException {
        Mailboxes mailboxes = store.of(account);
        Optional<Closeable> secluded = mailboxes.seclude();
        if (secluded.isEmpty()) return Optional.empty();
        boolean opened = false;
        try {
            Mailbox inbox = mailboxes.open(MailboxName.INBOX);
            inbox.refresh();
            opened = true;
            return Optional.of(new Maildrop(inbox, () -> {
                release(account, secluded.get());
                locked.remove(account);
            }));
        } finally {
            if (!opened) release(account, secluded.get());
        }
    }

    private static void release(Address account, Closeable secluded) {
        try {
            secluded.close();
        } catch (IOException e) {
            LOG.warn("the maildrop of {} stays locked for other processes", account, e);
        }
    }
}

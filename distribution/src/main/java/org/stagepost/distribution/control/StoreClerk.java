package org.stagepost.distribution.control;

import jakarta.inject.Inject;
import java.util.List;
import org.stagepost.directory.Account;
import org.stagepost.directory.Directory;
import org.stagepost.imap.ImapServer;
import org.stagepost.mail.Address;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.StoreException;

/** Forgets what is cached of an account's messages, so that a benchmark can see what the first look costs: {@code cold}. */
public final class StoreClerk implements Clerk {
    private final Directory directory;
    private final MailStore store;
    private final ImapServer imap;

    @Inject
    public StoreClerk(Directory directory, MailStore store, ImapServer imap) {
        this.directory = directory;
        this.store = store;
        this.imap = imap;
    }

    @Override
    public boolean knows(String duty) {
        return duty.equals("cold");
    }

    @Override
    public List<String> answer(List<String> order) throws RefusedException {
        if (order.size() != 2) throw new RefusedException("whose messages are to be forgotten?");
        try {
            Address account = directory
                    .account(Address.parse(order.get(1)))
                    .map(Account::address)
                    .orElseThrow(() -> new RefusedException("there is no account " + order.get(1)));
            imap.forget(account);
            store.forget(account);
            return List.of();
        } catch (SyntaxException | StoreException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }
}

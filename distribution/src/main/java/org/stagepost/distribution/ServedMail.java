package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;
import org.stagepost.directory.AccountMail;
import org.stagepost.imap.ImapServer;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.StoreException;

/** {@link KeptMail} below a running store: what is remembered of an address must not be shown to whoever has it next. */
final class ServedMail implements AccountMail {
    private final KeptMail kept;
    private final MailStore store;
    private final ImapServer imap;

    @Inject
    ServedMail(KeptMail kept, MailStore store, ImapServer imap) {
        this.kept = kept;
        this.store = store;
        this.imap = imap;
    }

    @Override
    public void renamed(Address from, Address to) throws IOException {
        forget(from);
        kept.renamed(from, to);
    }

    @Override
    public Optional<Kept> removed(Address account) throws IOException {
        forget(account);
        return kept.removed(account);
    }

    private void forget(Address account) throws IOException {
        try {
            imap.forget(account);
            store.forget(account);
        } catch (StoreException e) {
            throw new IOException(e);
        }
    }
}

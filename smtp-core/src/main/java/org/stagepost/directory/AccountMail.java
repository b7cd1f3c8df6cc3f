package org.stagepost.directory;

import java.io.IOException;
import org.stagepost.mail.Address;

/** Whoever keeps the mail of accounts: told what becomes of it when an account is renamed or removed. */
public interface AccountMail {
    /** Nobody keeps mail: for tests, and for a directory without a store. */
    AccountMail NONE = new AccountMail() {
        @Override
        public void renamed(Address from, Address to) {}

        @Override
        public void removed(Address account) {}
    };

    /**
     * Gives the mail its new name, before the directory shows it. When this throws, the account keeps its old name; when
     * the directory then fails, this is called the other way round.
     */
    void renamed(Address from, Address to) throws IOException;

    /** Puts the mail aside, to be kept for a while; the account is gone already. */
    void removed(Address account) throws IOException;
}

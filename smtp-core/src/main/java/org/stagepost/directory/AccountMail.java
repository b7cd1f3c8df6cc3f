package org.stagepost.directory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.stagepost.mail.Address;

/** Whoever keeps the mail of accounts: told what becomes of it when an account is renamed or removed. */
public interface AccountMail {
    /** Nobody keeps mail: for tests, and for a directory without a store. */
    AccountMail NONE = new AccountMail() {
        @Override
        public void renamed(Address from, Address to) {}

        @Override
        public Optional<Kept> removed(Address account) {
            return Optional.empty();
        }
    };

    /**
     * Gives the mail its new name, before the directory shows it. When this throws, the account keeps its old name; when
     * the directory then fails, this is called the other way round.
     */
    void renamed(Address from, Address to) throws IOException;

    /**
     * Mail that was put aside.
     *
     * @param until when it will be deleted; empty for never
     */
    record Kept(Path folder, Optional<Instant> until) {}

    /**
     * Puts the mail aside; the account is gone already.
     *
     * @return where it lies now; empty when there was none
     */
    Optional<Kept> removed(Address account) throws IOException;
}

package org.stagepost.msa;

import java.util.function.Predicate;
import org.stagepost.directory.Account;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;

/**
 * Somebody who hands in mail: an account that has logged in, or a device that is known by where it speaks from.
 *
 * @param name for limits and the trace: {@code login ann@example.org}, {@code device scanner}
 * @param key under which his mail is counted
 * @param author whom a message without From is from
 * @param own whether he may use an address, as reverse path, in From and in Sender
 */
record Sender(String name, String key, Address author, Predicate<Address> own, SubmissionLimits limits) {
    static Sender of(Account account, Directory directory, SubmissionLimits limits) {
        return new Sender(
                "login " + account.login(),
                account.login(),
                account.address(),
                address -> directory.maySendAs(account, address),
                limits);
    }
}

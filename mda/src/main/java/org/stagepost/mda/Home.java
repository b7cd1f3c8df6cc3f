package org.stagepost.mda;

import org.stagepost.directory.Account;
import org.stagepost.mail.Address;

/**
 * Where mail for a recipient ends.
 *
 * @param address the recipient behind all aliases: the account's address, with a detail where the sender gave one
 */
record Home(Account account, Address address) {
    /** What stands behind the plus sign (RFC 5233 section 4), empty if nothing does. */
    String detail() {
        int base = account.address().localPart().length();
        String whole = address.localPart();
        return whole.length() > base ? whole.substring(base + 1) : "";
    }
}

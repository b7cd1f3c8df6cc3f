package org.stagepost.directory;

import org.stagepost.mail.Address;

/**
 * Somebody with a mailbox. The address (local part folded) is also the login name.
 *
 * @param enabled whether logins are taken; mail is delivered either way
 */
public record Account(Address address, boolean enabled) {
    public String login() {
        return address.toString();
    }
}

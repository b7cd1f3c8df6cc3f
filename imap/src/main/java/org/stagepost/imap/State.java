package org.stagepost.imap;

import org.stagepost.imap.view.MailboxView;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.sasl.Identity;

/** Where a session stands (RFC 3501 section 3), with what exists there and no more. */
sealed interface State {
    /** RFC 3501 3.1. */
    record NotAuthenticated() implements State {}

    /** Somebody is logged in. */
    sealed interface LoggedIn extends State {
        Identity identity();

        Mailboxes mailboxes();
    }

    /** RFC 3501 3.2. */
    record Authenticated(Identity identity, Mailboxes mailboxes) implements LoggedIn {}

    /** RFC 3501 3.3. */
    record Selected(Identity identity, Mailboxes mailboxes, MailboxView view) implements LoggedIn {
        Authenticated left() {
            return new Authenticated(identity, mailboxes);
        }
    }

    /** RFC 3501 3.4. */
    record Logout() implements State {}
}

package org.stagepost.imap.command;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.stagepost.mailstore.Flags;

/** Commands of the authenticated state, legal with a mailbox selected too (RFC 3501 6.3). Mailbox names are as on the wire. */
public sealed interface LoggedIn extends ImapCommand {
    /** Opens a mailbox for reading and writing, or by EXAMINE for reading only (RFC 3501 6.3.1, 6.3.2). */
    record Select(String mailbox, Access access) implements LoggedIn {}

    /** Makes a mailbox (RFC 3501 6.3.3). */
    record Create(String mailbox) implements LoggedIn {}

    /** Removes a mailbox with its messages (RFC 3501 6.3.4). */
    record Delete(String mailbox) implements LoggedIn {}

    /** Gives a mailbox, and all below it, another name (RFC 3501 6.3.5). */
    record Rename(String from, String to) implements LoggedIn {}

    /** Adds a name to those that LSUB shows (RFC 3501 6.3.6). */
    record Subscribe(String mailbox) implements LoggedIn {}

    /** Removes a name from those that LSUB shows (RFC 3501 6.3.7). */
    record Unsubscribe(String mailbox) implements LoggedIn {}

    /**
     * Lists the names that match a pattern, from a reference on (RFC 3501 6.3.8), or several patterns (RFC 5258).
     *
     * @param status what to tell of each mailbox beside (RFC 5819), often nothing
     */
    record List(
            Set<Selection> selection,
            String reference,
            java.util.List<String> patterns,
            Set<Return> returns,
            Set<StatusItem> status)
            implements LoggedIn {}

    /** Lists subscribed names (RFC 3501 6.3.9). */
    record Lsub(String reference, String pattern) implements LoggedIn {}

    /** Asks for numbers of a mailbox without selecting it (RFC 3501 6.3.10). */
    record Status(String mailbox, Set<StatusItem> items) implements LoggedIn {}

    /** Adds a message, whose octets are still to be read (RFC 3501 6.3.11). */
    record Append(String mailbox, Flags flags, Optional<Instant> internalDate, Literal message) implements LoggedIn {}

    /** Asks where names of which kind begin, and for the separator (RFC 2342). */
    record Namespace() implements LoggedIn {}

    /** Waits for news until the client says DONE (RFC 2177). */
    record Idle() implements LoggedIn {}

    /** With what intention a mailbox is opened. */
    enum Access {
        READ_WRITE,
        READ_ONLY
    }

    /** Which names LIST is to show (RFC 5258 section 3, RFC 6154 section 2). */
    enum Selection {
        SUBSCRIBED,
        REMOTE,
        RECURSIVEMATCH,
        SPECIAL_USE
    }

    /** What LIST is to tell of each (RFC 5258 section 3, RFC 6154 section 2). */
    enum Return {
        SUBSCRIBED,
        CHILDREN,
        SPECIAL_USE
    }

    /** The numbers of STATUS (RFC 3501 6.3.10). */
    enum StatusItem {
        MESSAGES,
        RECENT,
        UIDNEXT,
        UIDVALIDITY,
        UNSEEN
    }
}

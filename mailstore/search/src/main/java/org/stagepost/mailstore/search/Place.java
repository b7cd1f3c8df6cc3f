package org.stagepost.mailstore.search;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.StoreException;

/**
 * A mailbox in which UIDs mean something: its name, its UIDVALIDITY and its id. All three, since a folder that somebody copied
 * has another's id and validity, and goes on with UIDs of its own.
 */
record Place(String key) {
    private static final char BETWEEN = '\t';

    static Place of(Mailbox mailbox) throws StoreException {
        return new Place(mailbox.uidValidity() + "\t" + mailbox.id() + BETWEEN + text(mailbox.name()));
    }

    private static String text(MailboxName name) {
        return name.text('\0');
    }

    /** The names of mailboxes, as {@link #isNamed} wants them. */
    static Set<String> names(List<MailboxEntry> entries) {
        return entries.stream()
                .filter(MailboxEntry::selectable)
                .map(entry -> text(entry.name()))
                .collect(Collectors.toSet());
    }

    /** Whether there is still a mailbox of this name. */
    boolean isNamed(Set<String> names) {
        return names.contains(name());
    }

    /** Whether this was the mailbox of that name before that one was. */
    boolean isFormerly(Place other) {
        return !equals(other) && name().equals(other.name());
    }

    private String name() {
        return key.substring(key.indexOf(BETWEEN, key.indexOf(BETWEEN) + 1) + 1);
    }
}

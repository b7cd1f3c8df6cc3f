package org.stagepost.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of one list field (RFC 5322 3.4 with the obsolete forms of 4.4), in their order.
 *
 * @param entries mailboxes and groups
 * @param truncated whether the list was longer than {@link Bounds#ADDRESSES}, or a field than {@link Bounds#FIELD_VALUE}
 */
public record Addresses(List<Entry> entries, boolean truncated) {
    public static final Addresses NONE = new Addresses(List.of(), false);

    public Addresses {
        entries = List.copyOf(entries);
    }

    /** An {@code address}: a mailbox, or a group of them. */
    public sealed interface Entry permits Mailbox, Group {}

    /**
     * One mailbox. All parts are octet strings; the display name may still hold encoded words.
     *
     * @param displayName the phrase before the angle brackets, or else the comment that older programs put behind
     * @param route the obsolete source route as it stands, {@code @a,@b}
     * @param localPart without quoting
     * @param domain empty when the address has none
     */
    public record Mailbox(Optional<String> displayName, Optional<String> route, String localPart, String domain)
            implements Entry {
        /** {@code local-part@domain}, the local part quoted where RFC 5322 3.4.1 demands it. */
        public String addrSpec() {
            String local = AddressParser.isDotAtom(localPart) ? localPart : AddressParser.quote(localPart);
            return domain.isEmpty() ? local : local + "@" + domain;
        }
    }

    /** A named group, possibly without members: {@code undisclosed-recipients:;}. */
    public record Group(String name, List<Mailbox> members) implements Entry {
        public Group {
            members = List.copyOf(members);
        }
    }

    /** The addresses in an unfolded field value, which may have been cut; never fails. */
    public static Addresses parse(String value) {
        return new AddressParser(value).addresses();
    }

    /** The addresses of all these fields as one list: what is repeated is not hidden. */
    public static Addresses of(List<HeaderField> fields) {
        List<Entry> all = new ArrayList<>();
        for (HeaderField field : fields) {
            Addresses some = parse(field.value());
            all.addAll(some.entries);
            boolean more = some.truncated || field.length() > Bounds.FIELD_VALUE || all.size() > Bounds.ADDRESSES;
            if (more) return new Addresses(all.subList(0, Math.min(all.size(), Bounds.ADDRESSES)), true);
        }
        return new Addresses(all, false);
    }

    /** All mailboxes, those of groups among them. */
    public List<Mailbox> mailboxes() {
        List<Mailbox> all = new ArrayList<>();
        for (Entry entry : entries) {
            switch (entry) {
                case Mailbox mailbox -> all.add(mailbox);
                case Group group -> all.addAll(group.members());
            }
        }
        return List.copyOf(all);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }
}

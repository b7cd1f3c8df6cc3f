package org.stagepost.imap.command;

import java.util.List;
import java.util.Optional;

/** A data item of FETCH (RFC 3501 6.4.5). */
public sealed interface FetchItem {
    /** Items that are words. */
    enum Attribute implements FetchItem {
        ENVELOPE,
        FLAGS,
        INTERNALDATE,
        RFC822_SIZE,
        BODY,
        BODYSTRUCTURE,
        UID
    }

    /**
     * Octets of the message: {@code BODY[...]}, {@code BODY.PEEK[...]}, and the older {@code RFC822} forms.
     *
     * @param label what the response calls it
     * @param part numbers of the part, none for the message itself
     * @param fields names for the two forms of HEADER.FIELDS, otherwise none
     * @param partial the piece that is wanted, if not all
     */
    record Section(
            String label, List<Integer> part, Text text, List<String> fields, Optional<Partial> partial, Mark mark)
            implements FetchItem {
        public Section {
            part = List.copyOf(part);
            fields = List.copyOf(fields);
        }
    }

    /** What of a part is wanted. */
    enum Text {
        ALL,
        HEADER,
        HEADER_FIELDS,
        HEADER_FIELDS_NOT,
        TEXT,
        MIME
    }

    /** From which octet on, and how many at most. */
    record Partial(long origin, long octets) {}

    /** Whether reading sets \Seen. */
    enum Mark {
        SEEN,
        PEEK
    }
}

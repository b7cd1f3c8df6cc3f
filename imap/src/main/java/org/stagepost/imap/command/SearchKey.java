package org.stagepost.imap.command;

import java.time.LocalDate;
import java.util.List;
import org.stagepost.mailstore.Flag;

/** A search key (RFC 3501 6.4.4). Texts are decoded; they match without regard to case. */
public sealed interface SearchKey {
    /** Matches every message. */
    record All() implements SearchKey {}

    /** Matches what all keys match. */
    record And(List<SearchKey> keys) implements SearchKey {
        public And {
            keys = List.copyOf(keys);
        }
    }

    record Or(SearchKey one, SearchKey other) implements SearchKey {}

    record Not(SearchKey key) implements SearchKey {}

    record Sequence(SequenceSet set) implements SearchKey {}

    record Uid(SequenceSet set) implements SearchKey {}

    record Flagged(Flag flag) implements SearchKey {}

    record Keyword(String name) implements SearchKey {}

    record Recent() implements SearchKey {}

    /** By internal date, in the server's zone, time of day disregarded. */
    record Internal(When when, LocalDate date) implements SearchKey {}

    /** By the Date field as its sender wrote it, time and zone disregarded. */
    record Sent(When when, LocalDate date) implements SearchKey {}

    record Larger(long octets) implements SearchKey {}

    record Smaller(long octets) implements SearchKey {}

    /** A field of the envelope contains the text. */
    record Envelope(Field field, String text) implements SearchKey {}

    /** A header field of that name contains the text; an empty text asks only whether there is one. */
    record Header(String name, String text) implements SearchKey {}

    /** The text parts contain it. */
    record Body(String text) implements SearchKey {}

    /** Header or text parts contain it. */
    record Text(String text) implements SearchKey {}

    /** The fields of the envelope that have keys of their own. */
    enum Field {
        BCC,
        CC,
        FROM,
        SUBJECT,
        TO
    }

    /** How a date compares. */
    enum When {
        BEFORE,
        ON,
        SINCE
    }
}

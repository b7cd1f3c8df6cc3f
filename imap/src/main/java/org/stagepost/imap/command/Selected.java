package org.stagepost.imap.command;

import java.util.List;
import java.util.Optional;
import org.stagepost.mailstore.FlagChange;

/** Commands of the selected state (RFC 3501 6.4). */
public sealed interface Selected extends ImapCommand {
    /** Asks for housekeeping; here it looks at the files anew (RFC 3501 6.4.1). */
    record Check() implements Selected {}

    /** Expunges without saying what, and leaves the mailbox (RFC 3501 6.4.2). */
    record Close() implements Selected {}

    /** Leaves the mailbox and expunges nothing (RFC 3691). */
    record Unselect() implements Selected {}

    /** Removes the messages marked deleted (RFC 3501 6.4.3), or those among the given UIDs (RFC 4315 2.1). */
    record Expunge(Optional<SequenceSet> uids) implements Selected {}

    /**
     * Finds the messages that a key matches (RFC 3501 6.4.4).
     *
     * @param charset in upper case; where we do not know it, the texts of the key are still its octets
     */
    record Search(Numbering answer, String charset, SearchKey key) implements Selected {}

    /** Asks for data of messages (RFC 3501 6.4.5); no item stands twice. */
    record Fetch(Numbering numbering, SequenceSet set, List<FetchItem> items) implements Selected {}

    /** Changes flags (RFC 3501 6.4.6). */
    record Store(Numbering numbering, SequenceSet set, FlagChange change, Echo echo) implements Selected {}

    /** Copies messages to the end of another mailbox (RFC 3501 6.4.7). */
    record Copy(Numbering numbering, SequenceSet set, String mailbox) implements Selected {}

    /** Moves messages to another mailbox (RFC 6851). */
    record Move(Numbering numbering, SequenceSet set, String mailbox) implements Selected {}

    /** What the numbers of a command are: its own, or unique identifiers behind UID (RFC 3501 6.4.8). */
    enum Numbering {
        SEQUENCE,
        UID
    }

    /** Whether STORE answers with the new flags. */
    enum Echo {
        TOLD,
        SILENT
    }

    /**
     * Whether EXPUNGE responses may accompany this command: not FETCH, STORE and SEARCH, whose numbers would change under
     * way; their UID forms are other commands (RFC 3501 7.4.1).
     */
    default boolean allowsExpunge() {
        return switch (this) {
            case Fetch fetch -> fetch.numbering() == Numbering.UID;
            case Store store -> store.numbering() == Numbering.UID;
            case Search search -> search.answer() == Numbering.UID;
            case Check c -> true;
            case Close c -> true;
            case Unselect u -> true;
            case Expunge e -> true;
            case Copy c -> true;
            case Move m -> true;
        };
    }
}

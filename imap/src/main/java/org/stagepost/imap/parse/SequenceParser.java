package org.stagepost.imap.parse;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.imap.command.SequenceSet;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.UidSet;

/** Sets of sequence numbers and UIDs (RFC 3501 section 9, {@code sequence-set}). */
final class SequenceParser {
    private SequenceParser() {}

    static SequenceSet set(CommandReader in) throws SyntaxException {
        List<UidSet.Range> ranges = new ArrayList<>();
        do {
            long first = number(in);
            ranges.add(new UidSet.Range(first, in.take(':') ? number(in) : first));
        } while (in.take(','));
        return new SequenceSet(ranges);
    }

    /** Whether a set may begin here. */
    static boolean begins(CommandReader in) {
        char c = in.peek();
        return c == '*' || c >= '0' && c <= '9';
    }

    private static long number(CommandReader in) throws SyntaxException {
        return in.take('*') ? SequenceSet.STAR : in.nzNumber();
    }
}

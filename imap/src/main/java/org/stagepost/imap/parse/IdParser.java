package org.stagepost.imap.parse;

import java.io.IOException;
import org.stagepost.imap.command.Anytime;
import org.stagepost.mail.SyntaxException;

/** What a client tells of itself (RFC 2971 section 4): pairs of strings, bounded there, or NIL. */
final class IdParser {
    private static final int MAX_PAIRS = 30;
    private static final int MAX_FIELD = 30;
    private static final int MAX_VALUE = 1_024;

    private IdParser() {}

    static Anytime.Id id(CommandReader in) throws IOException, SyntaxException {
        in.space();
        if (in.takeWord("NIL")) return new Anytime.Id();
        in.expect('(');
        for (int pairs = 0; !in.take(')'); pairs++) {
            if (pairs == MAX_PAIRS) throw new SyntaxException("more than 30 pairs");
            if (pairs > 0) in.space();
            pair(in);
        }
        return new Anytime.Id();
    }

    private static void pair(CommandReader in) throws IOException, SyntaxException {
        if (in.string().length() > MAX_FIELD) throw new SyntaxException("a field name has at most 30 octets");
        in.space();
        if (in.takeWord("NIL")) return;
        if (in.string().length() > MAX_VALUE) throw new SyntaxException("a value has at most 1024 octets");
    }
}

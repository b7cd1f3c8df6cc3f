package org.stagepost.imap.parse;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.stagepost.imap.command.LoggedIn;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Flags;

/** Arguments of APPEND up to the announcement of the message (RFC 3501 section 9, {@code append}). */
final class AppendParser {
    private AppendParser() {}

    static LoggedIn.Append append(CommandReader in) throws IOException, SyntaxException {
        in.space();
        String mailbox = in.astring();
        in.space();
        Flags flags = Flags.NONE;
        if (in.peek() == '(') {
            flags = FlagParser.list(in);
            in.space();
        }
        Optional<Instant> date = Optional.empty();
        if (in.peek() == '"') {
            date = Optional.of(DateParser.dateTime(in));
            in.space();
        }
        return new LoggedIn.Append(mailbox, flags, date, in.announcement());
    }
}

package org.stagepost.imap.parse;

import org.stagepost.imap.command.Selected;
import org.stagepost.imap.command.Selected.Echo;
import org.stagepost.imap.command.Selected.Numbering;
import org.stagepost.imap.command.SequenceSet;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.FlagChange.Kind;
import org.stagepost.mailstore.Flags;

/** Arguments of STORE (RFC 3501 section 9, {@code store-att-flags}). */
final class StoreParser {
    private StoreParser() {}

    static Selected.Store store(Numbering numbering, CommandReader in) throws SyntaxException {
        in.space();
        SequenceSet set = SequenceParser.set(in);
        in.space();
        Kind kind = in.take('+') ? Kind.ADD : in.take('-') ? Kind.REMOVE : Kind.REPLACE;
        Echo echo = echo(in.word());
        in.space();
        Flags flags = in.peek() == '(' ? FlagParser.list(in) : FlagParser.run(in);
        return new Selected.Store(numbering, set, new FlagChange(kind, flags), echo);
    }

    private static Echo echo(String item) throws SyntaxException {
        return switch (item) {
            case "FLAGS" -> Echo.TOLD;
            case "FLAGS.SILENT" -> Echo.SILENT;
            default -> throw new SyntaxException("only FLAGS can be stored");
        };
    }
}

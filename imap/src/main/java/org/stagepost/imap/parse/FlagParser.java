package org.stagepost.imap.parse;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Flags;

/** Flags that a client may set: those of the system but \Recent, and keywords (RFC 3501 2.3.2 and section 9, {@code flag}). */
final class FlagParser {
    private static final int MAX_KEYWORD = 100;

    private final Set<Flag> system = EnumSet.noneOf(Flag.class);
    private final Set<String> keywords = new LinkedHashSet<>();

    private FlagParser() {}

    /** A list in parentheses, maybe empty. */
    static Flags list(CommandReader in) throws SyntaxException {
        in.expect('(');
        if (in.take(')')) return Flags.NONE;
        Flags flags = run(in);
        in.expect(')');
        return flags;
    }

    /** One or more flags without parentheses. */
    static Flags run(CommandReader in) throws SyntaxException {
        FlagParser flags = new FlagParser();
        do flags.flag(in);
        while (in.take(' '));
        return new Flags(flags.system, flags.keywords);
    }

    private void flag(CommandReader in) throws SyntaxException {
        if (in.take('\\')) system.add(system(in.atom()));
        else keywords.add(keyword(in));
    }

    static String keyword(CommandReader in) throws SyntaxException {
        String keyword = in.atom();
        if (keyword.length() > MAX_KEYWORD) throw new SyntaxException("a keyword has at most 100 characters");
        return keyword;
    }

    private static Flag system(String name) throws SyntaxException {
        for (Flag flag : Flag.values()) {
            if (Ascii.equalsIgnoreCase(flag.wire().substring(1), name)) return flag;
        }
        throw new SyntaxException("not a flag that can be set");
    }
}

package org.stagepost.imap.response;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stagepost.mail.Ascii;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Flags;

/** Lists of flags (RFC 3501 section 9, {@code flag-list}). Messages in a row mostly have the same ones: those are kept. */
public final class FlagWriter {
    private static final List<Flag> SYSTEM = List.of(Flag.values());

    private @Nullable Flags last;
    private byte[] lastText = {};

    /** Flags of a message. */
    public void write(Flags flags, ResponseWriter out) throws IOException {
        out.octet('(').octets(text(flags)).octet(')');
    }

    /** Flags of a message that is recent in this session. */
    public void writeRecent(Flags flags, ResponseWriter out) throws IOException {
        byte[] text = text(flags);
        out.text(text.length == 0 ? "(\\Recent" : "(\\Recent ").octets(text).octet(')');
    }

    /** All flags of the system, then these keywords, then what follows. */
    public static void writeAll(Collection<String> keywords, String more, ResponseWriter out) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Flag flag : SYSTEM) append(flag.wire(), text);
        for (String keyword : keywords) append(keyword, text);
        if (!more.isEmpty()) append(more, text);
        out.octet('(').text(text.toString()).octet(')');
    }

    @SuppressWarnings("ReferenceEquality") // equal flags mostly are one object; where not, they are only rendered anew
    private byte[] text(Flags flags) {
        if (flags != last) {
            lastText = Ascii.octets(rendered(flags));
            last = flags;
        }
        return lastText;
    }

    private static String rendered(Flags flags) {
        StringBuilder text = new StringBuilder();
        for (Flag flag : SYSTEM) {
            if (flags.has(flag)) append(flag.wire(), text);
        }
        flags.keywords().stream().sorted().forEach(keyword -> append(keyword, text));
        return text.toString();
    }

    private static void append(String flag, StringBuilder text) {
        if (!text.isEmpty()) text.append(' ');
        text.append(flag);
    }
}

package org.stagepost.mailstore.scan;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.stagepost.mail.Ascii;
import org.stagepost.message.Charsets;
import org.stagepost.message.MimePart;
import org.stagepost.message.TransferDecoder;

/** The first words of a message, for lists of messages (RFC 8970 3.3). */
public final class Preview {
    /** Characters (code points) of a preview, at most. */
    public static final int LENGTH = 200;

    /** Decoded octets that are looked at: a page's style sheets come first. */
    private static final int LOOK = 48 << 10;

    private Preview() {}

    /**
     * The first words of the text that people are meant to read; empty when there is none at the beginning.
     *
     * @param beginning the message's first octets
     */
    static String of(MimePart message, byte[] beginning) {
        Optional<MimePart> text = text(message, "plain");
        if (text.isPresent()) {
            String words = words(unquoted(decoded(text.get(), beginning)));
            if (!words.isEmpty()) return words;
        }
        Optional<MimePart> page = text(message, "html");
        if (page.isEmpty()) return "";
        return words(Jsoup.parse(decoded(page.get(), beginning)).body().text());
    }

    /** The first part of this kind that is no attachment. Depth is bounded where the structure was found. */
    private static Optional<MimePart> text(MimePart part, String subtype) {
        boolean attached = part.content()
                .disposition()
                .filter(disposition -> Ascii.equalsIgnoreCase(disposition.kind(), "attachment"))
                .isPresent();
        if (attached) return Optional.empty();
        if (part.type().is("text", subtype)) return Optional.of(part);
        for (MimePart child : part.children()) {
            Optional<MimePart> found = text(child, subtype);
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    private static String decoded(MimePart part, byte[] beginning) {
        int from = (int) Math.min(part.extent().body(), beginning.length);
        int to = (int) Math.min(part.extent().end(), beginning.length);
        InputStream body = new ByteArrayInputStream(beginning, from, to - from);
        try (InputStream octets =
                TransferDecoder.decode(part.content().encoding(), body).orElseGet(InputStream::nullInputStream)) {
            return Charsets.decode(octets.readNBytes(LOOK), part.charset());
        } catch (IOException e) {
            return "";
        }
    }

    /** Without the lines that answer whom: a preview tells what is new. */
    private static String unquoted(String text) {
        StringBuilder own = new StringBuilder();
        text.lines()
                .filter(line -> !line.startsWith(">"))
                .forEach(line -> own.append(line).append(' '));
        return own.toString();
    }

    /** One line of at most {@link #LENGTH} characters, of what can be seen. */
    private static String words(String text) {
        StringBuilder words = new StringBuilder();
        int length = 0;
        boolean gap = false;
        for (int at = 0; at < text.length() && length < LENGTH; ) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (isSpace(c)) gap = length > 0;
            else if (isSeen(c)) {
                if (gap && ++length < LENGTH) words.append(' ');
                gap = false;
                if (length++ < LENGTH) words.appendCodePoint(c);
            }
        }
        return words.toString();
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    /** Neither a control, nor what fills the beginning of newsletters without being seen, nor a broken character. */
    private static boolean isSeen(int c) {
        int type = Character.getType(c);
        return c != 0xFFFD
                && c != 0x34F
                && type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED;
    }
}

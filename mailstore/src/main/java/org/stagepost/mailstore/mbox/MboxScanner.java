package org.stagepost.mailstore.mbox;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.mbox.MboxEntry.Quoting;

/**
 * Finds the messages of an mbox file of any kind: mboxrd and mboxo (a separator line behind an empty one), mboxcl and
 * mboxcl2 (Content-Length, believed only where a separator or the end of the file sits exactly behind it), MMDF (between
 * lines of four control-A).
 */
public final class MboxScanner implements Closeable {
    private static final String MMDF = "\1\1\1\1";
    /** Octets of a header that are looked at for the file's own fields. */
    private static final long HEADER = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private final Lines lines;
    private final boolean mmdf;
    private boolean more;

    /** @throws IOException when the file cannot be read, or is no mbox file */
    public MboxScanner(Path file) throws IOException {
        this.file = file;
        channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        try {
            size = channel.size();
            lines = new Lines(channel);
            do more = lines.next();
            while (more && lines.isBlank());
            mmdf = more && lines.text().equals(MMDF);
            if (mmdf) more = lines.next();
            else if (more && FromLine.parse(lines.text()).isEmpty()) throw new IOException(file + " is no mbox file");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The next message; empty behind the last. */
    public Optional<MboxEntry> next() throws IOException {
        while (more) {
            MboxEntry entry = entry();
            if (!isPseudo(entry)) return Optional.of(entry);
        }
        return Optional.empty();
    }

    /** Some programs keep their own data as a message, and hide it. */
    private static boolean isPseudo(MboxEntry entry) {
        return entry.fields().containsKey("x-imap");
    }

    private MboxEntry entry() throws IOException {
        long start = lines.start();
        Optional<FromLine> from = FromLine.parse(lines.text());
        if (from.isPresent()) more = lines.next();
        Reading reading = new Reading(start, lines.start(), from);
        reading.header();
        reading.body();
        return reading.entry();
    }

    /** One message as it is read. */
    private final class Reading {
        private final long start;
        private final long header;
        private final Optional<FromLine> from;
        private final Map<String, String> fields = new HashMap<>();
        private long octets;
        private long end;
        private Quoting quoting = Quoting.QUOTED;

        Reading(long start, long header, Optional<FromLine> from) {
            this.start = start;
            this.header = header;
            this.from = from;
            this.end = header;
        }

        /** To the empty line, which belongs to it. The file's own fields, and the lines that go on with them, are nobody's. */
        void header() throws IOException {
            boolean own = false;
            String name = "";
            while (more && !lines.isBlank() && !isSeparator()) {
                String text = lines.end() - header < HEADER ? lines.text() : "";
                boolean folded = text.startsWith(" ") || text.startsWith("\t");
                if (!folded) {
                    name = name(text);
                    own = Status.FIELDS.contains(name);
                }
                if (own) fields.merge(name, folded ? text : text.substring(text.indexOf(':') + 1), String::concat);
                else octets += lines.crlfLength();
                advance();
            }
            if (!more || !lines.isBlank()) return;
            octets += lines.crlfLength();
            advance();
        }

        private void advance() throws IOException {
            end = lines.end();
            more = lines.next();
        }

        void body() throws IOException {
            if (!more) return;
            if (mmdf) quoting = Quoting.AS_IT_IS;
            long body = lines.start();
            long told = toldEnd(body);
            if (told >= 0) {
                quoting = Quoting.AS_IT_IS;
                while (more && lines.start() < told) take();
                end = told;
                skipBlanks();
                return;
            }
            long blank = 0;
            while (more && !(mmdf ? isMmdf() : (blank > 0 || lines.start() == body) && isSeparator())) {
                blank = lines.isBlank() ? lines.end() - lines.start() : 0;
                take();
            }
            if (mmdf) skipMmdf();
            else if (blank > 0) dropBlank(blank);
        }

        private void take() throws IOException {
            octets += lines.crlfLength() - (quoting == Quoting.QUOTED && isQuoted(lines.text()) ? 1 : 0);
            advance();
        }

        /** The empty line before a separator is the file's. */
        private void dropBlank(long length) {
            end -= length;
            octets -= 2;
        }

        private void skipBlanks() throws IOException {
            while (more && lines.isBlank()) more = lines.next();
        }

        private void skipMmdf() throws IOException {
            if (more) more = lines.next();
            if (more && isMmdf()) more = lines.next();
        }

        /** Where Content-Length says that the body ends, if a separator or the end of the file is there; else -1. */
        private long toldEnd(long body) throws IOException {
            String length = fields.getOrDefault("content-length", "").strip();
            if (length.isEmpty() || mmdf) return -1;
            try {
                long told = body + Ascii.number(length, size - body);
                Lines ahead = new Lines(channel);
                if (told > body && told < size && !ahead.isLineStart(told)) return -1;
                ahead.seek(told);
                boolean there = ahead.next();
                if (there && ahead.isBlank()) there = ahead.next();
                return !there || FromLine.parse(ahead.text()).isPresent() ? told : -1;
            } catch (SyntaxException e) {
                return -1;
            }
        }

        MboxEntry entry() {
            return new MboxEntry(file, start, header, end, lines.start(), from, quoting, fields, octets);
        }
    }

    private boolean isSeparator() {
        return !mmdf && lines.startsWith('F') && FromLine.parse(lines.text()).isPresent();
    }

    private boolean isMmdf() {
        return lines.text().equals(MMDF);
    }

    /** The name of the field that a line begins, in lower case; the empty text for none. */
    static String name(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? "" : Ascii.lower(line.substring(0, colon).strip());
    }

    /** Whether a line is one that got a {@code >} when it was written: {@code >From }, {@code >>From } and so on. */
    static boolean isQuoted(String line) {
        int at = 0;
        while (at < line.length() && line.charAt(at) == '>') at++;
        return at > 0 && line.startsWith("From ", at);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

package org.stagepost.imap.parse;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.stagepost.imap.command.ImapCommand;
import org.stagepost.mail.SyntaxException;

/** What a client typed, as a source of commands. */
final class Typed implements Source {
    private final byte[] octets;
    private int at;
    private int goAheads;

    Typed(String text) {
        octets = text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The command in these lines, read as from a client that is logged in. */
    static ImapCommand command(String text) throws IOException, SyntaxException {
        return new Typed(text + "\r\n").reader().read();
    }

    CommandReader reader() {
        CommandReader reader = new CommandReader(this);
        reader.trust();
        return reader;
    }

    int goAheads() {
        return goAheads;
    }

    @Override
    public String line(int max) throws IOException, SyntaxException {
        int end = at;
        while (end < octets.length && octets[end] != '\n') end++;
        if (end == octets.length) throw new EOFException();
        String line = new String(octets, at, end - 1 - at, StandardCharsets.ISO_8859_1);
        at = end + 1;
        if (line.length() > max) throw new SyntaxException("line too long");
        return line;
    }

    @Override
    public InputStream octets(long count) {
        int length = (int) Math.min(count, octets.length - at);
        at += length;
        return new ByteArrayInputStream(octets, at - length, length);
    }

    @Override
    public void goAhead() {
        goAheads++;
    }
}

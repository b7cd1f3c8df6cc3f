package org.stagepost.mailstore.mbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.stagepost.mailstore.mbox.MboxEntry.Quoting;

/** A message out of an mbox file: without the file's own fields, and without what quoting added. */
final class Unquoting extends FilterInputStream {
    /** The beginning of a line decides: a field's name, or how often it is quoted. */
    private static final int DECIDING = 8 << 10;

    private final Quoting quoting;
    private final byte[] line = new byte[DECIDING];
    private int at;
    private int length;
    /** Where in the line: whether its end has been read, and whether the rest of it passes unseen. */
    private boolean lineOver = true;

    private boolean inHeader = true;
    private boolean dropping;
    private boolean over;

    Unquoting(InputStream in, Quoting quoting) {
        super(in);
        this.quoting = quoting;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] octets, int offset, int wanted) throws IOException {
        int to = offset;
        while (to < offset + wanted) {
            if (at == length && !fill()) break;
            int some = Math.min(length - at, offset + wanted - to);
            System.arraycopy(line, at, octets, to, some);
            at += some;
            to += some;
        }
        return to == offset && wanted > 0 ? -1 : to - offset;
    }

    /** The next line, or the next piece of a long one, that is to be seen; false at the end. */
    private boolean fill() throws IOException {
        do {
            boolean first = lineOver;
            if (over || !piece()) return false;
            if (first) begin();
        } while (dropping);
        return true;
    }

    private boolean piece() throws IOException {
        at = 0;
        length = 0;
        lineOver = false;
        while (length < line.length && !lineOver) {
            int octet = in.read();
            if (octet < 0) {
                over = true;
                break;
            }
            line[length++] = (byte) octet;
            lineOver = octet == '\n';
        }
        return length > 0;
    }

    private void begin() {
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        if (!inHeader) {
            dropping = false;
            if (quoting == Quoting.QUOTED && MboxScanner.isQuoted(text)) at = 1;
            return;
        }
        if (text.equals("\n") || text.equals("\r\n")) {
            inHeader = false;
            dropping = false;
            return;
        }
        boolean folded = text.startsWith(" ") || text.startsWith("\t");
        if (!folded) dropping = Status.FIELDS.contains(MboxScanner.name(text));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}

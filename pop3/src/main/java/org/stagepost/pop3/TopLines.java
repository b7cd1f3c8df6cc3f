package org.stagepost.pop3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies the header of a message, the empty line, and so many lines of the body (RFC 1939 section 7, TOP). */
final class TopLines {
    private static final int BUFFER = 8 * 1024;

    private final OutputStream out;
    private boolean inHeader = true;
    private boolean lineIsEmpty = true;
    private long left;

    TopLines(OutputStream out, long lines) {
        this.out = out;
        this.left = lines;
    }

    void copy(InputStream message) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int read = message.read(buffer);
        while (read > 0) {
            int wanted = wanted(buffer, read);
            out.write(buffer, 0, wanted);
            if (wanted < read) return;
            read = message.read(buffer);
        }
    }

    /** How many of these octets come before the end of the last line that is wanted. */
    private int wanted(byte[] octets, int length) {
        for (int i = 0; i < length; i++) {
            if (!inHeader && left == 0) return i;
            if (octets[i] == '\n') endLine();
            else if (octets[i] != '\r') lineIsEmpty = false;
        }
        return length;
    }

    private void endLine() {
        if (!inHeader) left--;
        else if (lineIsEmpty) inHeader = false;
        lineIsEmpty = true;
    }
}

package org.stagepost.imap.response;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Writes the elements of responses (RFC 3501 sections 4 and 7). What is written waits in a buffer, which exists only while
 * there is something in it: an idle session keeps none.
 */
public final class ResponseWriter {
    private static final int BUFFER = 8 << 10;
    private static final byte[] NONE = {};

    private final OutputStream out;
    private byte[] buffer = NONE;
    private int length;

    public ResponseWriter(OutputStream out) {
        this.out = out;
    }

    /** Text of the protocol, or octets carried one a character. */
    public ResponseWriter text(String text) throws IOException {
        int count = text.length();
        if (count > BUFFER) return octets(text.getBytes(StandardCharsets.ISO_8859_1));
        room(count);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            buffer[length++] = (byte) (c <= 0xff ? c : '?');
        }
        return this;
    }

    public ResponseWriter octet(char ascii) throws IOException {
        room(1);
        buffer[length++] = (byte) ascii;
        return this;
    }

    public ResponseWriter octets(byte[] octets) throws IOException {
        return octets(octets, 0, octets.length);
    }

    public ResponseWriter octets(byte[] octets, int from, int count) throws IOException {
        if (count > BUFFER) {
            drain();
            out.write(octets, from, count);
        } else {
            room(count);
            System.arraycopy(octets, from, buffer, length, count);
            length += count;
        }
        return this;
    }

    /** A number that is not negative. */
    public ResponseWriter number(long number) throws IOException {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) digits++;
        room(digits);
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--, rest /= 10) buffer[i] = (byte) ('0' + rest % 10);
        length += digits;
        return this;
    }

    /** An asterisk, the number, and a space: how data of a message begins. */
    public ResponseWriter untagged(long number) throws IOException {
        return text("* ").number(number).octet(' ');
    }

    public ResponseWriter nil() throws IOException {
        return text("NIL");
    }

    public ResponseWriter nstring(Optional<String> octetString) throws IOException {
        return octetString.isPresent() ? string(octetString.get()) : nil();
    }

    /** A text of one octet a character: quoted where that can be, else a literal. */
    public ResponseWriter string(String octetString) throws IOException {
        boolean escapes = false;
        for (int i = 0; i < octetString.length(); i++) {
            char c = octetString.charAt(i);
            if (c == '"' || c == '\\') escapes = true;
            else if (c >= 0x7f || c < ' ' && c != '\t')
                return literal(octetString.length()).text(octetString);
        }
        octet('"');
        if (escapes) escaped(octetString);
        else text(octetString);
        return octet('"');
    }

    private void escaped(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') octet('\\');
            octet(c);
        }
    }

    /** Announces that many octets, which the caller writes next. */
    public ResponseWriter literal(long octets) throws IOException {
        return octet('{').number(octets).text("}\r\n");
    }

    /** Exactly that many octets of a stream. */
    public ResponseWriter stream(InputStream in, long octets) throws IOException {
        long left = octets;
        while (left > 0) {
            room(1);
            int some = in.read(buffer, length, (int) Math.min(left, buffer.length - length));
            if (some < 0) throw new EOFException("the message is shorter than it was");
            length += some;
            left -= some;
        }
        return this;
    }

    /** Ends a line. */
    public ResponseWriter end() throws IOException {
        return text("\r\n");
    }

    private void room(int octets) throws IOException {
        if (buffer.length == 0) buffer = new byte[BUFFER];
        if (buffer.length - length < octets) drain();
    }

    private void drain() throws IOException {
        if (length > 0) out.write(buffer, 0, length);
        length = 0;
    }

    /** Hands everything on, and lets the buffer go. */
    public void flush() throws IOException {
        drain();
        buffer = NONE;
    }
}

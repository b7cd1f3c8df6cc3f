package org.stagepost.mailstore.mbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.Flags;
import org.stagepost.message.Addresses;
import org.stagepost.message.EnvelopeFields;

/** Writes messages one behind the other in the form mboxrd, which loses nothing; lines end with LF. */
public final class MboxWriter {
    /** The beginning of a line decides: a field's name, or how often it is quoted. */
    private static final int DECIDING = 8 << 10;

    private final OutputStream out;
    private final byte[] line = new byte[DECIDING];

    public MboxWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * @param sender for the separator line, the empty text for the null reverse path
     * @param date for the separator line
     */
    public void write(String sender, Instant date, Flags flags, Message message) throws IOException {
        out.write(Ascii.octets(new FromLine(sender, date) + "\n"));
        try (InputStream in = new BufferedInputStream(message.open(), 32 << 10)) {
            new Body(in, Status.fields(flags)).write();
        }
    }

    /** The author's address, for messages whose reverse path is not known. */
    public static String sender(EnvelopeFields envelope) {
        return envelope.from().mailboxes().stream()
                .findFirst()
                .map(Addresses.Mailbox::addrSpec)
                .orElse("");
    }

    /** One message, line by line; of a long one piece by piece. */
    private final class Body {
        private final InputStream in;
        private final byte[] status;
        private int length;
        private boolean lineOver = true;
        private boolean inHeader = true;
        private boolean dropping;
        /** A CR that the next octet must explain. */
        private boolean owesCr;

        Body(InputStream in, byte[] status) {
            this.in = in;
            this.status = status;
        }

        void write() throws IOException {
            for (boolean first = lineOver; piece(); first = lineOver) {
                if (first) begin();
                if (!dropping) out.write(line, 0, length);
            }
            if (!lineOver) out.write('\n');
            if (inHeader) {
                out.write(status);
                out.write('\n');
            }
            out.write('\n');
        }

        private boolean piece() throws IOException {
            boolean nothingOpen = lineOver && !owesCr;
            length = 0;
            lineOver = false;
            if (owesCr) line[length++] = '\r';
            owesCr = false;
            while (!lineOver) {
                int octet = in.read();
                if (octet < 0) break;
                lineOver = octet == '\n';
                if (lineOver && endsInCr()) length--;
                line[length++] = (byte) octet;
                if (length == line.length && !lineOver) {
                    owesCr = octet == '\r';
                    if (owesCr) length--;
                    return true;
                }
            }
            if (length == 0) lineOver = nothingOpen;
            return length > 0;
        }

        /** One CR is the line end's; of several, none is: a reader would take the last for that again. */
        private boolean endsInCr() {
            return length > 0 && line[length - 1] == '\r' && (length == 1 || line[length - 2] != '\r');
        }

        private void begin() throws IOException {
            String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
            if (!inHeader) {
                if (text.startsWith("From ") || MboxScanner.isQuoted(text)) out.write('>');
                return;
            }
            if (text.equals("\n")) {
                inHeader = false;
                dropping = false;
                out.write(status);
                return;
            }
            boolean folded = text.startsWith(" ") || text.startsWith("\t");
            if (!folded) dropping = Status.FIELDS.contains(MboxScanner.name(text));
        }
    }
}

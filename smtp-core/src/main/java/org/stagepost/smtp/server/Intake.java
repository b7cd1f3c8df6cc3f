package org.stagepost.smtp.server;

import java.io.IOException;
import java.util.Optional;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Reply;
import org.stagepost.message.Bounds;
import org.stagepost.message.MessageBuffer;
import org.stagepost.message.Received;
import org.stagepost.net.DotBody;
import org.stagepost.smtp.Replies;

/**
 * Takes in the octets behind DATA, to their true end whatever they are, and finds what makes them unfit to be mail. Nothing
 * is kept of a message once it has a fault.
 */
final class Intake {
    private static final byte[] RECEIVED = {'r', 'e', 'c', 'e', 'i', 'v', 'e', 'd', ':'};
    private static final int CHUNK = 8 * 1024;

    private final long limit;
    private final Envelope envelope;
    private final Dialect dialect;
    private long size;
    private boolean kept = true;
    private boolean inHeader = true;
    private boolean fieldSeen;
    private boolean eightBitHeader;
    private int headerSize;
    private int lineLength;
    private int matched;
    private int hops;

    Intake(Terms terms, Envelope envelope) {
        this.limit = terms.limit().octets();
        this.dialect = terms.dialect();
        this.envelope = envelope;
    }

    /**
     * Reads to the end; a client that goes on far beyond the limit is cut off.
     *
     * @return the reply to a message that is not fit
     */
    Optional<Reply> receive(DotBody body, MessageBuffer into) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int count = body.read(chunk, 0, CHUNK); count >= 0; count = body.read(chunk, 0, CHUNK)) {
            size += count;
            for (int i = 0; inHeader && i < count; i++) header(chunk[i]);
            if (size > limit || headerSize > Bounds.HEADER_BLOCK) {
                if (size > 2 * limit + Bounds.HEADER_BLOCK) throw new Farewell(Replies.TOO_BIG);
            } else if (kept) keep(chunk, count, into);
        }
        return fault(body);
    }

    /** A full disk is no reason to lose step with the client: it hears of it at the end. */
    private void keep(byte[] chunk, int count, MessageBuffer into) {
        try {
            into.write(chunk, 0, count);
        } catch (IOException e) {
            kept = false;
        }
    }

    private Optional<Reply> fault(DotBody body) {
        if (body.bareLineEnd()) return Optional.of(Replies.BARE_LINE_END);
        if (body.nul()) return Optional.of(Replies.NUL);
        if (headerSize > Bounds.HEADER_BLOCK) return Optional.of(Replies.HEADER_TOO_BIG);
        if (size > limit) return Optional.of(Replies.TOO_BIG);
        if (hops >= Received.MOST_HOPS) return Optional.of(Replies.TOO_MANY_HOPS);
        if (eightBitHeader && isStrict()) return Optional.of(Replies.EIGHT_BIT_HEADER);
        return kept ? Optional.empty() : Optional.of(Replies.NOT_STORED);
    }

    /** What another server has taken already is delivered as it is: refusing it here would only make a bounce. */
    private boolean isStrict() {
        return dialect != Dialect.LMTP && !envelope.options().smtpUtf8();
    }

    /** Follows the header octet by octet up to its empty line; a message whose first line is no field has none. */
    private void header(byte octet) {
        headerSize++;
        if (octet == '\n') endLine();
        else if (octet != '\r') text(octet);
    }

    private void endLine() {
        if (lineLength == 0 || !fieldSeen) inHeader = false;
        lineLength = 0;
        matched = 0;
    }

    private void text(byte octet) {
        if (!fieldSeen) {
            fieldSeen = octet == ':' && lineLength > 0;
            inHeader = fieldSeen || octet > ' ' && octet != 127 && octet != ':';
        }
        if (inHeader && octet < 0) eightBitHeader = true;
        if (matched == lineLength && matched < RECEIVED.length && lower(octet) == RECEIVED[matched]) {
            matched++;
            if (matched == RECEIVED.length) hops++;
        }
        lineLength++;
    }

    private static byte lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 'a' - 'A') : octet;
    }
}

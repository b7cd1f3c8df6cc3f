package org.stagepost.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.MailOptions.Body;
import org.stagepost.mail.Reply;
import org.stagepost.message.Bounds;
import org.stagepost.message.HeaderStart;
import org.stagepost.message.MessageBuffer;
import org.stagepost.message.Received;
import org.stagepost.net.DotBody;
import org.stagepost.smtp.Replies;

/**
 * Takes in the octets behind DATA or BDAT, to their true end whatever they are, and finds what makes them unfit to be mail.
 * Nothing is kept of a message once it is too big. A binary body may hold anything (RFC 3030 section 3); its header may not.
 */
final class Intake {
    private static final byte[] RECEIVED = {'r', 'e', 'c', 'e', 'i', 'v', 'e', 'd'};
    private static final int CHUNK = 8 * 1024;

    private final long limit;
    private final Envelope envelope;
    private final Dialect dialect;
    private final MessageBuffer into;
    private final TextLines lines = new TextLines();
    private long size;
    private boolean kept = true;
    private final HeaderStart start = new HeaderStart();
    private HeaderStart.Finding begun = HeaderStart.Finding.UNDECIDED;
    private boolean inHeader = true;
    private boolean eightBitHeader;
    private int headerSize;
    private int fieldSize;
    private boolean fieldTooBig;
    private int lineLength;
    private int matched;
    private int hops;

    Intake(Terms terms, Envelope envelope, MessageBuffer into) {
        this.into = into;
        this.limit = terms.limit().octets();
        this.dialect = terms.dialect();
        this.envelope = envelope;
    }

    /** The reply to the octets of DATA that are not fit, all of them read. */
    Optional<Reply> receiveAll(DotBody body) throws IOException {
        byte[] octets = new byte[CHUNK];
        for (int count = body.read(octets, 0, CHUNK); count >= 0; count = body.read(octets, 0, CHUNK))
            take(octets, count);
        if (body.bareLineEnd()) return Optional.of(Replies.BARE_LINE_END);
        return body.nul() ? Optional.of(Replies.NUL) : unfit();
    }

    /** Reads a chunk to its end. */
    void receive(InputStream chunk) throws IOException {
        byte[] octets = new byte[CHUNK];
        for (int count = chunk.read(octets, 0, CHUNK); count >= 0; count = chunk.read(octets, 0, CHUNK)) {
            int text = isBinary() ? 0 : count;
            for (int i = 0; i < text; i++) lines.follow(octets[i]);
            take(octets, count);
        }
    }

    private boolean isBinary() {
        return envelope.options().body() == Body.BINARY_MIME;
    }

    /** A client that goes on far beyond the limit is cut off. */
    private void take(byte[] octets, int count) throws Farewell {
        size += count;
        for (int i = 0; inHeader && i < count; i++) {
            header(octets[i]);
            if (isBinary()) lines.follow(octets[i]);
        }
        if (size > limit || headerSize > Bounds.HEADER_BLOCK) {
            if (size > most(limit)) throw new Farewell(Replies.TOO_BIG, Replies.ENDLESS);
        } else if (kept) keep(octets, count);
    }

    /** So much is read only to be dropped. */
    private static long most(long limit) {
        return 2 * limit + Bounds.HEADER_BLOCK;
    }

    /** Reads a chunk that nobody wants, so that nothing of it is run as a command; far beyond the limit no more of it. */
    static void drop(InputStream chunk, Terms.Limit limit, Reply answer) throws IOException {
        byte[] octets = new byte[CHUNK];
        long dropped = 0;
        for (int count = chunk.read(octets, 0, CHUNK); count >= 0; count = chunk.read(octets, 0, CHUNK)) {
            dropped += count;
            if (dropped > most(limit.octets())) throw new Farewell(answer, Replies.ENDLESS);
        }
    }

    /** A full disk is no reason to lose step with the client: it hears of it at the end. */
    private void keep(byte[] octets, int count) {
        try {
            into.write(octets, 0, count);
        } catch (IOException e) {
            kept = false;
        }
    }

    /** The reply to a message whose last chunk has come and that is not fit. */
    Optional<Reply> faultAtEnd() {
        return lines.endsInCr() ? Optional.of(Replies.BARE_LINE_END) : fault();
    }

    /** The reply to chunks that will not be a message, whatever may come. */
    Optional<Reply> fault() {
        if (lines.bareLineEnd()) return Optional.of(Replies.BARE_LINE_END);
        return lines.nul() ? Optional.of(Replies.NUL) : unfit();
    }

    private Optional<Reply> unfit() {
        if (headerSize > Bounds.HEADER_BLOCK) return Optional.of(Replies.HEADER_TOO_BIG);
        if (fieldTooBig && dialect != Dialect.LMTP) return Optional.of(Replies.FIELD_TOO_BIG);
        if (size > limit) return Optional.of(Replies.TOO_BIG);
        if (hops >= Received.MOST_HOPS) return Optional.of(Replies.TOO_MANY_HOPS);
        if (eightBitHeader && isStrict())
            return Optional.of(
                    InternationalHeader.isOf(into.message()) ? Replies.INTERNATIONAL_HEADER : Replies.EIGHT_BIT_HEADER);
        return kept ? Optional.empty() : Optional.of(Replies.NOT_STORED);
    }

    /** What another server has taken already is delivered as it is: refusing it here would only make a bounce. */
    private boolean isStrict() {
        return dialect != Dialect.LMTP && !envelope.options().smtpUtf8();
    }

    /** Follows the header octet by octet up to its empty line; of a message that turns out to have none, nothing counts. */
    private void header(byte octet) {
        headerSize++;
        if (lineLength == 0 && octet != ' ' && octet != '\t') fieldSize = 0;
        fieldTooBig |=
                ++fieldSize > Bounds.FIELD_NAME + Bounds.FIELD_VALUE; // of what is longer nobody here reads the rest
        if (octet == '\n') endLine();
        else if (octet != '\r') text(octet);
        if (begun == HeaderStart.Finding.UNDECIDED) begun = start.take(octet);
        if (begun == HeaderStart.Finding.NONE) {
            inHeader = false;
            headerSize = 0;
            hops = 0;
            eightBitHeader = false;
            fieldTooBig = false;
        }
    }

    private void endLine() {
        if (lineLength == 0) inHeader = false;
        lineLength = 0;
        matched = 0;
    }

    private void text(byte octet) {
        if (octet < 0) eightBitHeader = true;
        if (matched == RECEIVED.length) behindReceived(octet);
        else if (matched == lineLength && lower(octet) == RECEIVED[matched]) matched++;
        lineLength++;
    }

    /** White space before the colon is obsolete and allowed (RFC 5322 4.5). */
    private void behindReceived(byte octet) {
        if (octet == ' ' || octet == '\t') return;
        if (octet == ':') hops++;
        matched = -1;
    }

    private static byte lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 'a' - 'A') : octet;
    }
}

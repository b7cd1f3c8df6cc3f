package org.stagepost.smtp.server;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Reply;
import org.stagepost.message.MessageBuffer;
import org.stagepost.net.Chunks;
import org.stagepost.net.Connection;
import org.stagepost.smtp.Replies;

/** A message that comes in chunks (RFC 3030 section 2): what has come of it, up to its last chunk or its first fault. */
final class ChunkedMessage implements Closeable {
    private final MessageBuffer buffer;
    private final Intake intake;
    private final Chunks chunks;
    private final Terms.Limit limit;
    private boolean failed;

    ChunkedMessage(Terms terms, Envelope envelope, Connection connection) {
        this.buffer = new MessageBuffer(terms.spill());
        this.intake = new Intake(terms, envelope, buffer);
        this.chunks = connection.chunks();
        this.limit = terms.limit();
    }

    /**
     * Takes one chunk whole, whatever is in it; behind one that failed it is dropped.
     *
     * @return positive while nothing is wrong with the message
     */
    Reply take(long octets, boolean last) throws IOException {
        if (failed) {
            Intake.drop(chunks.next(octets), limit, Replies.CHUNK_FAILED);
            return Replies.CHUNK_FAILED;
        }
        intake.receive(chunks.next(octets));
        Optional<Reply> fault = last ? intake.faultAtEnd() : intake.fault();
        failed = fault.isPresent();
        return fault.orElseGet(() -> Replies.chunk(octets));
    }

    boolean failed() {
        return failed;
    }

    Message message() throws IOException {
        return buffer.message();
    }

    /** What has come is gone. */
    @Override
    public void close() throws IOException {
        buffer.close();
    }
}

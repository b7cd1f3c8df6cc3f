package org.stagepost.mailstore;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.stagepost.mail.Message;
import org.stagepost.message.EnvelopeFields;
import org.stagepost.message.MimePart;

/** One message of a mailbox. Its octets never change. */
public interface StoredMessage {
    long uid();

    Instant internalDate();

    /** RFC822.SIZE, which is what {@link #content} yields. */
    long octets();

    /** The octets, every line ending CR LF. The file may be gone in the meantime: then it throws. */
    Message content() throws IOException;

    /** Its header's envelope and its parts, as found once and kept: the file is only read when they are not known. */
    MimePart structure() throws IOException;

    /** When it came into this mailbox, to the second (RFC 8514). */
    Instant savedDate();

    /** What messages with these octets are called everywhere and for ever (EMAILID, RFC 8474 5.1). */
    String emailId() throws IOException;

    /** What its thread is called, if its header tells (THREADID, RFC 8474 5.2). */
    default Optional<String> threadId() throws IOException {
        return structure().envelope().flatMap(EnvelopeFields::threadRoot).map(ObjectId::ofThread);
    }

    /** The first words of its text, at most 200 characters; empty where there is none (RFC 8970). */
    String preview() throws IOException;

    /** What POP3 calls this message for ever: 1 to 70 printable characters (RFC 1939 section 7). */
    String uidl();
}

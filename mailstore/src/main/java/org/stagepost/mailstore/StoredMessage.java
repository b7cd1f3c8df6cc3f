package org.stagepost.mailstore;

import java.io.IOException;
import java.time.Instant;
import org.stagepost.mail.Message;
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

    /** What POP3 calls this message for ever: 1 to 70 printable characters (RFC 1939 section 7). */
    String uidl();
}

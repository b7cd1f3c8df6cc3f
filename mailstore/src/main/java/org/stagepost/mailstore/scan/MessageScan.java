package org.stagepost.mailstore.scan;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import org.stagepost.mailstore.ObjectId;
import org.stagepost.mailstore.index.Known;
import org.stagepost.message.MimePart;
import org.stagepost.message.StructureScanner;

/** Finds out, in one pass and in whatever chunks they come, all that is remembered of a message in CRLF form. */
public final class MessageScan {
    /** Octets at the beginning among which the first words are looked for. */
    private static final int BEGINNING = 64 << 10;

    private final StructureScanner scanner = new StructureScanner();
    private final MessageDigest digest = ObjectId.digest();
    private final ByteArrayOutputStream beginning = new ByteArrayOutputStream(4 << 10);
    private long octets;

    public void feed(byte[] from, int offset, int length) {
        scanner.feed(from, offset, length);
        digest.update(from, offset, length);
        if (beginning.size() < BEGINNING) beginning.write(from, offset, Math.min(length, BEGINNING - beginning.size()));
        octets += length;
    }

    /**
     * No more octets come.
     *
     * @param date milliseconds since 1970: INTERNALDATE
     */
    public Known finish(long date) {
        MimePart root = scanner.finish();
        String preview = Preview.of(root, beginning.toByteArray());
        return new Known(octets, date, ObjectId.ofEmail(digest), preview, root.encode());
    }
}

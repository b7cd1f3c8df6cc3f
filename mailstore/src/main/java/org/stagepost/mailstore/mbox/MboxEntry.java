package org.stagepost.mailstore.mbox;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.Flags;
import org.stagepost.message.CrlfInputStream;

/**
 * A message as it lies in an mbox file.
 *
 * @param start where its separator line begins
 * @param header where its first octet is
 * @param end behind its last octet
 * @param next where the next one begins
 * @param fields what the file's own fields say, by lower-case name
 * @param octets of the message without those, every line ending CR LF
 */
public record MboxEntry(
        Path file,
        long start,
        long header,
        long end,
        long next,
        Optional<FromLine> from,
        Quoting quoting,
        Map<String, String> fields,
        long octets) {
    /** How the body is to be read. */
    enum Quoting {
        /** A line {@code >From } has one {@code >} too many, as have {@code >>From } and so on (mboxrd). */
        QUOTED,
        AS_IT_IS
    }

    public MboxEntry {
        fields = Map.copyOf(fields);
    }

    public Flags flags() {
        return Status.flags(fields);
    }

    /** When it came, as the separator line tells. */
    public Optional<Instant> date() {
        return from.map(FromLine::date);
    }

    /** The message without what is the file's, every line ending CR LF. */
    public Message message() {
        return new Message() {
            @Override
            public long size() {
                return octets;
            }

            @Override
            public InputStream open() throws IOException {
                return new CrlfInputStream(new Unquoting(part(), quoting));
            }
        };
    }

    private InputStream part() throws IOException {
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        channel.position(header);
        return new BufferedInputStream(new Part(Channels.newInputStream(channel), end - header), 32 << 10);
    }

    /** So many octets of a stream. */
    private static final class Part extends FilterInputStream {
        private long left;

        Part(InputStream in, long length) {
            super(in);
            left = length;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) return -1;
            int octet = in.read();
            if (octet >= 0) left--;
            return octet;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            if (left == 0) return -1;
            int read = in.read(octets, offset, (int) Math.min(length, left));
            if (read > 0) left -= read;
            return read;
        }
    }
}

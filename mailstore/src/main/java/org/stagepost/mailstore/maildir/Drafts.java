package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.index.Known;
import org.stagepost.mailstore.scan.MessageScan;
import org.stagepost.message.Octets;

/**
 * Messages on their way in: written to {@code tmp/}, forced, counted and parsed in one pass. A bare LF, which no message
 * of ours should hold, becomes CR LF, so what we write is always its own CRLF form.
 */
final class Drafts {
    private static final int BUFFER = 1 << 16;

    private static final Logger log = LoggerFactory.getLogger(Drafts.class);

    private final Disk disk;
    private final Clock clock;
    private final FileNames names;

    Drafts(Disk disk, Clock clock, FileNames names) {
        this.disk = disk;
        this.clock = clock;
        this.names = names;
    }

    /** A forced file in {@code tmp/} and what is known about it; its size on disk is its CRLF size. */
    record Draft(Path file, Known known) {}

    /**
     * Writes a message; leaves nothing behind when it fails.
     *
     * @param date what the file's time becomes, which is INTERNALDATE for ever; empty for now
     */
    Draft write(Path mailbox, Message message, Optional<Instant> date) throws IOException {
        Path file = mailbox.resolve("tmp").resolve(names.fresh());
        try (DiskFile out = disk.create(file)) {
            Sink sink = new Sink(out, message);
            message.writeTo(sink);
            sink.drain();
            Instant arrived = date.orElse(clock.instant());
            disk.stamp(file, arrived);
            out.force(Means.MESSAGE);
            return new Draft(file, sink.scan.finish(arrived.toEpochMilli()));
        } catch (IOException | RuntimeException e) {
            discard(file, e);
            throw e;
        }
    }

    private void discard(Path file, Exception why) {
        try {
            disk.delete(file);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /** Removes drafts that have got their names, or never will. What stays behind is swept out after a day and a half. */
    void discard(List<Draft> drafts) {
        for (Draft draft : drafts) {
            try {
                disk.delete(draft.file());
            } catch (IOException e) {
                log.warn("{} stays behind", draft.file(), e);
            }
        }
    }

    private static final class Sink extends OutputStream {
        private static final byte[] CRLF = {'\r', '\n'};

        private final MessageScan scan = new MessageScan();
        private final DiskFile out;
        private final byte[] buffer;
        private int held;
        private final boolean binary;
        private boolean afterCr;

        Sink(DiskFile out, Message message) {
            this.out = out;
            this.buffer = new byte[(int) Math.min(message.size() + 2, BUFFER)];
            this.binary = message.isBinary();
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            int end = offset + length;
            int at = offset;
            while (at < end) {
                int bare = binary ? end : bareLf(from, at, end);
                put(from, at, bare - at);
                afterCr = bare > at ? from[bare - 1] == '\r' : afterCr;
                if (bare < end) {
                    put(CRLF, 0, CRLF.length);
                    afterCr = false;
                }
                at = bare + 1;
            }
        }

        /** Where the next LF stands that has no CR before it, else the end. */
        private int bareLf(byte[] octets, int from, int end) {
            for (int at = from; at < end; at++) {
                at = Octets.indexOfLf(octets, at, end);
                if (at < 0) return end;
                boolean whole = at == from ? afterCr : octets[at - 1] == '\r';
                if (!whole) return at;
            }
            return end;
        }

        private void put(byte[] from, int offset, int length) throws IOException {
            for (int done = 0; done < length; ) {
                if (held == buffer.length) drain();
                int some = Math.min(length - done, buffer.length - held);
                System.arraycopy(from, offset + done, buffer, held, some);
                held += some;
                done += some;
            }
        }

        void drain() throws IOException {
            if (held == 0) return;
            scan.feed(buffer, 0, held);
            out.write(ByteBuffer.wrap(buffer, 0, held));
            held = 0;
        }
    }
}

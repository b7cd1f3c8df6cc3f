package org.stagepost.mta.queue;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.stagepost.disk.DiskFile;
import org.stagepost.mail.Message;
import org.stagepost.mail.SyntaxException;

/**
 * The form of a queue file: the {@link Head}, an empty line, the octets of the message, a line with the checksum of all
 * that, then one line a {@link Mark}. Everything up to the checksum is forced before the file gets its name, so what is
 * wrong there is damage; marks are appended later, and a torn one at the end is as if it had not been made.
 *
 * @param marksEnd where the next mark belongs: the length of the file without a torn mark
 */
record QueueFile(QueueEntry entry, long marksEnd) {
    private static final int MAX_HEAD = 4 << 20;
    private static final int BUFFER = 64 * 1024;
    private static final String CHECKSUM = "checksum ";
    private static final int CHECKSUM_LENGTH = CHECKSUM.length() + 8 + 1;

    /** Writes everything but marks. */
    static void write(DiskFile file, Head head, Message message) throws IOException {
        byte[] text = head.text().getBytes(StandardCharsets.US_ASCII);
        Summed out = new Summed(file, (int) Math.min(BUFFER, text.length + head.size() + CHECKSUM_LENGTH));
        out.write(text);
        message.writeTo(out);
        if (out.length != text.length + head.size())
            throw new IOException("the message has " + (out.length - text.length) + " octets, not " + head.size());
        out.write(checksum(out.sum).getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** Where the message begins in a file with this head. */
    static long messageAt(Head head) {
        return head.text().length();
    }

    private static String checksum(CRC32C sum) {
        return CHECKSUM + HexFormat.of().toHexDigits((int) sum.getValue()) + "\n";
    }

    /**
     * Reads a file and checks all of it.
     *
     * @throws SyntaxException when it is no whole queue file of ours
     */
    static QueueFile read(Path file) throws IOException, SyntaxException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), BUFFER)) {
            Lines lines = new Lines(in);
            Head head = Head.parse(lines.untilEmpty());
            long messageAt = lines.length;
            lines.skip(head.size());
            String expected = checksum(lines.sum);
            if (!Optional.of(expected).equals(lines.next().map(line -> line + "\n")))
                throw new SyntaxException("the checksum is wrong");
            List<Mark> marks = new ArrayList<>();
            long marksEnd = lines.marks(marks, head.envelope().recipients().size());
            Message message = new SpooledMessage(file, messageAt, head.size());
            String name = file.getFileName().toString();
            return new QueueFile(new QueueEntry(name, head.arrived(), head.envelope(), message, marks), marksEnd);
        } catch (EOFException e) {
            throw new SyntaxException("the file is cut short");
        }
    }

    /** Collects small writes and sums them up. */
    private static final class Summed extends OutputStream {
        private final DiskFile file;
        private final byte[] buffer;
        private final CRC32C sum = new CRC32C();
        private int held;
        private long length;

        Summed(DiskFile file, int size) {
            this.file = file;
            this.buffer = new byte[size];
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int count) throws IOException {
            sum.update(octets, offset, count);
            length += count;
            int done = 0;
            while (done < count) {
                if (held == buffer.length) flush();
                int part = Math.min(count - done, buffer.length - held);
                System.arraycopy(octets, offset + done, buffer, held, part);
                held += part;
                done += part;
            }
        }

        @Override
        public void flush() throws IOException {
            if (held > 0) file.write(ByteBuffer.wrap(buffer, 0, held));
            held = 0;
        }
    }

    /** Reads lines and octets, summing up what it has read. */
    private static final class Lines {
        private final InputStream in;
        private final CRC32C sum = new CRC32C();
        private long length;

        Lines(InputStream in) {
            this.in = in;
        }

        List<String> untilEmpty() throws IOException, SyntaxException {
            List<String> lines = new ArrayList<>();
            while (length < MAX_HEAD) {
                String line = next().orElseThrow(EOFException::new);
                if (line.isEmpty()) return lines;
                lines.add(line);
            }
            throw new SyntaxException("its head does not end");
        }

        void skip(long count) throws IOException {
            byte[] part = new byte[BUFFER];
            for (long left = count; left > 0; ) {
                int read = in.read(part, 0, (int) Math.min(left, part.length));
                if (read < 0) throw new EOFException();
                sum.update(part, 0, read);
                length += read;
                left -= read;
            }
        }

        /** The next whole line; empty at the end of the file and for a line without an end. */
        Optional<String> next() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int octet = in.read(); octet >= 0 && line.length() < MAX_HEAD; octet = in.read()) {
                sum.update(octet);
                if (octet == '\n') {
                    length += line.length() + 1;
                    return Optional.of(line.toString());
                }
                line.append((char) octet);
            }
            return Optional.empty();
        }

        /** Takes marks up to the first that is torn, and says where the good ones end. */
        long marks(List<Mark> marks, int recipients) throws IOException {
            while (true) {
                long before = length;
                Optional<String> line = next();
                if (line.isEmpty()) return before;
                try {
                    Mark mark = Mark.parse(line.get());
                    if (mark.recipient() < 1 || mark.recipient() > recipients) return before;
                    marks.add(mark);
                } catch (SyntaxException e) {
                    return before;
                }
            }
        }
    }
}

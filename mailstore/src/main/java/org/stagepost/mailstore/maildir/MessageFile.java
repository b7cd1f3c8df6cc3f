package org.stagepost.mailstore.maildir;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.index.Known;
import org.stagepost.mailstore.scan.MessageScan;
import org.stagepost.message.CrlfInputStream;

/** A message's file, read: never a link, a pipe or anything else that somebody put in its place. */
record MessageFile(Owner owner, Path path) {
    private static final Set<? extends OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    private static final int BUFFER = 1 << 15;
    private static final int LINE = 1_000;

    /**
     * Its octets, every line ending CR LF.
     *
     * @param octets how many there should be: a file of that very size is passed on as it is, any other is counted
     */
    Message content(long octets) throws IOException {
        try (FileChannel channel = open()) {
            if (channel.size() == octets) return new Content(this, octets, true);
        }
        return new Content(this, known().octets(), false);
    }

    /** What it says about itself, found by reading all of it. */
    Known known() throws IOException {
        MessageScan scan = new MessageScan();
        Owner.Attributes file = owner.message(path);
        try (FileChannel channel = FileChannel.open(path, READ);
                InputStream in = counted(channel, file.size())) {
            byte[] buffer = new byte[(int) Math.min(file.size() + 1, BUFFER)];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                scan.feed(buffer, 0, length);
            }
        }
        return scan.finish(file.modified());
    }

    private InputStream counted(FileChannel channel, long size) throws IOException {
        boolean plain = saysPlain(size) && firstLineEndsInCrLf(channel);
        InputStream octets = Channels.newInputStream(channel);
        return plain ? octets : new CrlfInputStream(octets);
    }

    /**
     * Whether every octet counts as it is, as the name says of a message that was stored as it came: an LF of a binary part
     * (RFC 3030 section 3) ends no line. The name may lie, so the first line has to agree.
     */
    private boolean saysPlain(long size) {
        String base = FileName.parse(String.valueOf(path.getFileName())).base();
        return FileName.size(base, 'S').orElse(-1) == size
                && FileName.size(base, 'W').orElse(-1) == size;
    }

    private static boolean firstLineEndsInCrLf(FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(LINE);
        while (start.hasRemaining() && channel.read(start, start.position()) >= 0) {}
        start.flip();
        byte before = 0;
        while (start.hasRemaining()) {
            byte octet = start.get();
            if (octet == '\n') return before == '\r';
            before = octet;
        }
        return false;
    }

    private InputStream lines() throws IOException {
        return new CrlfInputStream(Channels.newInputStream(open()));
    }

    private FileChannel open() throws IOException {
        owner.message(path);
        return FileChannel.open(path, READ);
    }

    private record Content(MessageFile source, long size, boolean plain) implements Message {
        @Override
        public InputStream open() throws IOException {
            return plain ? Channels.newInputStream(source.open()) : new BufferedInputStream(source.lines());
        }
    }
}

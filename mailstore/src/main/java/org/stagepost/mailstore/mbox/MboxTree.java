package org.stagepost.mailstore.mbox;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.MessageSink;
import org.stagepost.mailstore.MessageSource;
import org.stagepost.mailstore.ModifiedUtf7;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.StoredMessage;

/** A folder with an mbox file a mailbox: {@code Work/2026.mbox} for Work/2026. */
public final class MboxTree implements MessageSink, MessageSource {
    private static final String SUFFIX = ".mbox";

    private final Path folder;
    private final Clock clock;
    private Optional<OutputStream> out = Optional.empty();

    /** @param clock for messages whose separator line tells no date */
    public MboxTree(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public void mailbox(MailboxName name) throws IOException {
        close();
        Path file = folder;
        List<String> levels = name.levels();
        for (String level : levels.subList(0, levels.size() - 1)) file = file.resolve(encoded(level));
        Files.createDirectories(file);
        file = file.resolve(encoded(levels.getLast()) + SUFFIX);
        out = Optional.of(
                new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), 64 << 10));
    }

    @Override
    public void message(StoredMessage message, Flags flags) throws IOException {
        String sender = message.structure().envelope().map(MboxWriter::sender).orElse("");
        new MboxWriter(out.orElseThrow()).write(sender, message.internalDate(), flags, message.content());
    }

    @Override
    public void close() throws IOException {
        if (out.isPresent()) out.get().close();
        out = Optional.empty();
    }

    @Override
    public void each(Taker taker) throws IOException, StoreException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && file.toString().endsWith(SUFFIX)) files.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(null);
        for (Path file : files) {
            if (Files.size(file) > 0) new MboxSource(file, name(folder.relativize(file)), clock).each(taker);
        }
    }

    /** A dot in front would hide a file, a slash would be a folder. */
    private static String encoded(String level) {
        String seven = ModifiedUtf7.encode(level).replace("%", "%25").replace("/", "%2f");
        return seven.startsWith(".") ? "%2e" + seven.substring(1) : seven;
    }

    private static MailboxName name(Path relative) throws StoreException {
        List<String> levels = new ArrayList<>();
        for (Path each : relative) levels.add(each.toString());
        String last = levels.removeLast();
        levels.add(last.substring(0, last.length() - SUFFIX.length()));
        levels.replaceAll(MboxTree::decoded);
        MailboxName name = new MailboxName(levels);
        if (!name.isSafe())
            throw new StoreException(StoreException.Reason.CANNOT, relative + " is no name for a mailbox");
        return name;
    }

    private static String decoded(String level) {
        String seven = level.replace("%2e", ".").replace("%2f", "/").replace("%25", "%");
        try {
            return ModifiedUtf7.decode(seven);
        } catch (org.stagepost.mail.SyntaxException e) {
            return seven;
        }
    }
}

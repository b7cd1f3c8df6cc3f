package org.stagepost.mailstore.mbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.MessageSource;
import org.stagepost.mailstore.ModifiedUtf7;
import org.stagepost.mailstore.StoreException;

/** A folder with an mbox file a mailbox, as {@link MboxExport} writes it. */
public final class MboxTree implements MessageSource {
    static final String SUFFIX = ".mbox";

    private final Path folder;
    private final Clock clock;

    /** @param clock for messages whose separator line tells no date */
    public MboxTree(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
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
    static String encoded(String level) {
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

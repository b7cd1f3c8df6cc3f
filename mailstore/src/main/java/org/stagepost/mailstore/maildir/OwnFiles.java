package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The text files that a mailbox keeps beside its messages, as they look from outside. */
final class OwnFiles {
    private static final List<String> NAMES = List.of(UidList.NAME, ChangeLog.NAME, Keywords.NAME);

    private OwnFiles() {}

    /** By which they are known again: which files they are, how long, and when they were last written. */
    static String mark(Path mailbox) throws IOException {
        StringBuilder mark = new StringBuilder();
        for (String name : NAMES) mark.append(mark.isEmpty() ? "" : " ").append(markOf(mailbox.resolve(name)));
        return mark.toString();
    }

    private static String markOf(Path file) throws IOException {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return seen.fileKey() + "/" + seen.size() + "/"
                    + seen.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        } catch (NoSuchFileException e) {
            return "-";
        }
    }
}

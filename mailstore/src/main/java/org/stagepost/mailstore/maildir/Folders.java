package org.stagepost.mailstore.maildir;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.StoreException;

/** The folders of one account's Maildir++. A mailbox exists when it has a {@code cur/}, which is made last. */
final class Folders {
    private static final Logger log = LoggerFactory.getLogger(Folders.class);
    /** No mailbox name leads to a folder with two dots in front. */
    private static final String AWAY = "..stagepost-away.";

    private final Disk disk;
    private final FileNames names;
    private final Path root;

    Folders(Disk disk, FileNames names, Path root) {
        this.disk = disk;
        this.names = names;
        this.root = root;
    }

    Path root() {
        return root;
    }

    Path of(MailboxName name) throws StoreException {
        String folder = FolderName.of(name);
        return folder.isEmpty() ? root : root.resolve(folder);
    }

    static boolean exists(Path folder) {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.isDirectory(folder.resolve("cur"), LinkOption.NOFOLLOW_LINKS);
    }

    Set<MailboxName> names() {
        Set<MailboxName> found = new TreeSet<>();
        if (exists(root)) found.add(MailboxName.INBOX);
        String[] all = root.toFile().list();
        for (String folder : all == null ? new String[0] : all) {
            Optional<MailboxName> name = FolderName.name(folder);
            if (name.isPresent() && exists(root.resolve(folder))) found.add(name.get());
        }
        return found;
    }

    /** Makes a mailbox, durably but for the account's own folder: see {@link #force}. */
    void make(MailboxName name) throws IOException, StoreException {
        Path folder = of(name);
        disk.createDirectories(folder.resolve("tmp"));
        disk.createDirectories(folder.resolve("new"));
        if (!name.isInbox()) disk.append(folder.resolve("maildirfolder")).close();
        disk.createDirectories(folder.resolve("cur"));
        disk.forceDirectory(folder, Means.MAILBOX);
    }

    /** Makes durable which mailboxes there are. */
    void force() throws IOException {
        disk.forceDirectory(root, Means.MAILBOX);
    }

    /** Makes durable that there is this account: its folder and those above it, up to the mail root. */
    void force(Path mailRoot) throws IOException {
        for (Path each = root; each != null && each.startsWith(mailRoot); each = each.getParent())
            disk.forceDirectory(each, Means.MAILBOX);
    }

    /** A place for a mailbox on its way out. */
    Path away() {
        return root.resolve(AWAY + names.fresh());
    }

    /** Removes what was put away, as far as the disk lets us. */
    void sweep() {
        String[] all = root.toFile().list();
        for (String folder : all == null ? new String[0] : all) {
            if (folder.startsWith(AWAY)) remove(root.resolve(folder));
        }
    }

    private void remove(Path folder) {
        try {
            for (String each : List.of("cur", "new", "tmp")) empty(folder.resolve(each));
            empty(folder);
        } catch (IOException e) {
            log.warn("{} cannot be removed now", folder, e);
        }
    }

    private void empty(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) disk.delete(file);
        } catch (NoSuchFileException e) {
            return;
        }
        disk.delete(folder);
    }
}

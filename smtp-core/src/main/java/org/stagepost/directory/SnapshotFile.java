package org.stagepost.directory;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.stagepost.disk.Disk;
import org.stagepost.disk.ForceSite;
import org.stagepost.mail.SyntaxException;

/** The file that carries the directory from its one writer to every server: 0600, replaced whole, forced. */
public final class SnapshotFile {
    private static final ForceSite CONTENT = new ForceSite("directory.snapshot");
    private static final ForceSite NAME = new ForceSite("directory.snapshot.name");
    private static final long MAX_OCTETS = 256L << 20;

    private final Disk disk;
    private final Path file;
    private final Path database;

    @Inject
    public SnapshotFile(Disk disk, DirectoryConfig config) {
        this.disk = disk;
        this.file = config.snapshot();
        this.database = config.database();
    }

    /** What a file looks like from outside: differs after each {@link #write}. */
    record Stamp(Optional<Object> key, long modified, long octets) {
        static final Stamp ABSENT = new Stamp(Optional.empty(), 0, 0);
    }

    Stamp stamp() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    Optional.ofNullable(now.fileKey()), now.lastModifiedTime().toMillis(), now.size());
        } catch (NoSuchFileException e) {
            return Stamp.ABSENT;
        }
    }

    /** Whether there is a database and nothing shows what is in it: that somebody is not in an empty file proves nothing. */
    boolean isMissing() {
        return Files.notExists(file) && Files.exists(database);
    }

    DirectoryException missing() {
        return new DirectoryException(
                "the directory snapshot " + file + " is missing, though there is a database beside"
                        + " it; any stagepost account or domain command writes it again");
    }

    /** Returns when the snapshot survives a power cut and every new look at the file shows it. */
    void write(Snapshot snapshot) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        createFolder();
        disk.replace(file, fresh, ByteBuffer.wrap(SnapshotText.write(snapshot)), CONTENT, NAME);
    }

    /** The folder, closed to others. */
    void createFolder() throws IOException {
        disk.establish(folder(), NAME);
    }

    private Path folder() {
        return file.toAbsolutePath().resolveSibling(".").normalize();
    }

    /**
     * Empty while nothing has been written.
     *
     * @throws DirectoryException when the file is damaged or cannot be read
     */
    Optional<Snapshot> read() throws DirectoryException {
        try {
            return disk.perform(this::readNow);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            String why = e.getCause() instanceof SyntaxException ? e.getCause().getMessage() : e.toString();
            throw new DirectoryException("the directory snapshot " + file + " cannot be read: " + why, e);
        }
    }

    private Optional<Snapshot> readNow() throws IOException {
        if (Files.size(file) > MAX_OCTETS) throw new IOException("too large");
        try {
            return Optional.of(SnapshotText.read(Files.readAllBytes(file)));
        } catch (SyntaxException e) {
            throw new IOException(e);
        }
    }
}

package org.stagepost.mta.route;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.disk.ForceSite;

/** What our rewritten reverse paths are signed with: a file, made at first use and then for ever the same. */
public final class SrsSecret {
    private static final ForceSite SECRET = new ForceSite("srs.secret");
    private static final ForceSite FOLDER = new ForceSite("srs.directory");
    private static final int OCTETS = 32;

    private final Settings settings;
    private final Disk disk;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<byte[]> octets = Optional.empty();

    /**
     * Whether senders are rewritten at all, and where the secret lies.
     *
     * @param folder in which {@code srs.secret} is made when it is missing
     */
    public record Settings(boolean used, Path folder) {
        Path file() {
            return folder.resolve("srs.secret");
        }
    }

    @Inject
    public SrsSecret(Settings settings, Disk disk) {
        this.settings = settings;
        this.disk = disk;
    }

    boolean isUsed() {
        return settings.used();
    }

    /** @throws UncheckedIOException when it can neither be read nor made */
    byte[] octets() {
        lock.lock();
        try {
            if (octets.isEmpty()) octets = Optional.of(disk.perform(this::readOrMade));
            return octets.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private byte[] readOrMade() throws IOException {
        if (!Files.exists(settings.file())) make();
        byte[] text = Files.readAllBytes(settings.file());
        if (text.length < OCTETS) throw new IOException(settings.file() + " is too short to be a secret");
        return text;
    }

    /** A link and not a name in place of another: of two processes that make it at once, one has made it. */
    private void make() throws IOException {
        byte[] random = new byte[OCTETS];
        new SecureRandom().nextBytes(random);
        String text = HexFormat.of().formatHex(random) + "\n";
        Path fresh = settings.file().resolveSibling(settings.file().getFileName() + ".tmp");
        disk.delete(fresh);
        try (DiskFile file = disk.create(fresh)) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            file.force(SECRET);
        }
        try {
            disk.link(fresh, settings.file());
        } catch (FileAlreadyExistsException e) {
            // The other one's is as good.
        }
        disk.delete(fresh);
        disk.forceDirectory(settings.folder(), FOLDER);
    }
}

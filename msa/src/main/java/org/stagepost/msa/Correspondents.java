package org.stagepost.msa;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.mail.Address;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Recipient;

/**
 * Whom each login has written to before: a file a login, of lines with a digest of one address each, at least the last five
 * thousand. Who is forgotten is a stranger again, so nothing is forced.
 */
final class Correspondents {
    private static final Logger LOG = LoggerFactory.getLogger(Correspondents.class);
    private static final int MOST = 5_000;
    private static final int LOGINS = 200;
    private static final int LINE = 17;
    private static final int STRIPES = 64;

    private final Path folder;
    private final Disk disk;
    private final ReentrantLock[] lockOfLogin = new ReentrantLock[STRIPES];
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, long[]> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, long[]> eldest) {
            return size() > LOGINS;
        }
    };

    @Inject
    Correspondents(MsaConfig config, Disk disk) {
        this(config.correspondents(), disk);
    }

    /** @param folder made with the first file */
    Correspondents(Path folder, Disk disk) {
        this.folder = folder;
        this.disk = disk;
        Arrays.setAll(lockOfLogin, i -> new ReentrantLock());
    }

    /** A file of one login that is slow to read or write holds up nobody else; held before the lock of the memory. */
    private ReentrantLock lockOf(String login) {
        return lockOfLogin[Math.floorMod(digest(login), STRIPES)];
    }

    /** How many of them the login never wrote to. */
    int unknown(String login, Collection<Recipient> recipients) {
        return fresh(login, recipients).length;
    }

    void add(String login, Collection<Recipient> recipients) {
        ReentrantLock mine = lockOf(login);
        mine.lock();
        try {
            long[] fresh = fresh(login, recipients);
            if (fresh.length == 0) return;
            long[] before = known(login);
            long[] all = Arrays.copyOf(before, before.length + fresh.length);
            System.arraycopy(fresh, 0, all, before.length, fresh.length);
            Arrays.sort(all);
            remember(login, all);
            write(login, fresh, all.length > 2 * MOST);
        } finally {
            mine.unlock();
        }
    }

    private long[] fresh(String login, Collection<Recipient> recipients) {
        ReentrantLock mine = lockOf(login);
        mine.lock();
        try {
            long[] before = known(login);
            return recipients.stream()
                    .mapToLong(recipient -> digest(recipient.address()))
                    .filter(digest -> Arrays.binarySearch(before, digest) < 0)
                    .distinct()
                    .toArray();
        } finally {
            mine.unlock();
        }
    }

    private void remember(String login, long[] digests) {
        lock.lock();
        try {
            known.put(login, digests);
        } finally {
            lock.unlock();
        }
    }

    private void forget(String login) {
        lock.lock();
        try {
            known.remove(login);
        } finally {
            lock.unlock();
        }
    }

    private Optional<long[]> remembered(String login) {
        lock.lock();
        try {
            return Optional.ofNullable(known.get(login));
        } finally {
            lock.unlock();
        }
    }

    private long[] known(String login) {
        Optional<long[]> found = remembered(login);
        if (found.isPresent()) return found.get();
        long[] sorted = new long[0];
        try {
            sorted = disk.perform(() -> read(file(login)));
            Arrays.sort(sorted);
        } catch (IOException e) {
            LOG.warn("whom {} has written to cannot be read: {}", login, e.getMessage());
        }
        remember(login, sorted);
        return sorted;
    }

    private void write(String login, long[] fresh, boolean tooMany) {
        try {
            disk.perform(() -> {
                disk.createDirectories(folder);
                try (DiskFile file = disk.append(file(login))) {
                    file.truncate(file.size() / LINE * LINE); // what a crash has torn off
                    file.write(lines(fresh));
                }
                if (tooMany) shorten(file(login));
                return login;
            });
            if (tooMany) forget(login);
        } catch (IOException e) {
            LOG.warn("whom {} has written to is not written down: {}", login, e.getMessage());
        }
    }

    private void shorten(Path file) throws IOException {
        long[] all = read(file);
        Path beside = file.resolveSibling(file.getFileName() + ".tmp");
        disk.delete(beside);
        try (DiskFile whole = disk.create(beside)) {
            whole.write(lines(Arrays.copyOfRange(all, Math.max(0, all.length - MOST), all.length)));
        }
        disk.rename(beside, file);
    }

    /** In the order in which they were added; a line that is none of ours is passed over. */
    private static long[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return new long[0];
        List<String> lines =
                Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
        long[] digests = new long[lines.size()];
        int count = 0;
        for (String line : lines) {
            if (line.length() == LINE - 1 && line.chars().allMatch(HexFormat::isHexDigit))
                digests[count++] = HexFormat.fromHexDigitsToLong(line);
        }
        return Arrays.copyOf(digests, count);
    }

    private static ByteBuffer lines(long[] digests) {
        StringBuilder lines = new StringBuilder();
        for (long each : digests) lines.append(HexFormat.of().toHexDigits(each)).append('\n');
        return ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** A login may hold characters that no name of a file can. */
    private Path file(String login) {
        return folder.resolve(HexFormat.of().toHexDigits(digest(login)));
    }

    private static long digest(Address address) {
        return digest(address.folded().toString());
    }

    private static long digest(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Ascii.octets(text));
            return ByteBuffer.wrap(sum).getLong();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

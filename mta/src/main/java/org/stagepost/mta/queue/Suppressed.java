package org.stagepost.mta.queue;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.mail.Address;
import org.stagepost.mail.Reply;
import org.stagepost.mail.SyntaxException;

/**
 * Addresses elsewhere whose servers have said three times in a month, and never anything better since, that nobody has them.
 * Who sends to such dead addresses again and again is soon taken for a sender of spam, so the fourth message is refused here. A
 * file of lines, one for each refusal and each removal; what a crash tears off is heard again soon enough, so it is not forced.
 */
public final class Suppressed {
    private static final Logger log = LoggerFactory.getLogger(Suppressed.class);
    private static final int ENOUGH = 3;
    private static final Duration WITHIN = Duration.ofDays(30);
    private static final int MOST = 100_000;
    private static final int LONGEST_REPLY = 200;
    private static final Set<String> NOBODY = Set.of("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1");
    private static final String REFUSED = "refused";
    private static final String CLEARED = "cleared";

    private final Path file;
    private final Disk disk;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Address, Dead> entries = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Address, Dead> eldest) {
            return size() > MOST;
        }
    };
    private boolean read;
    private int lines;

    /** @param file made at the first refusal */
    public record Settings(Path file) {}

    /**
     * What is known of an address.
     *
     * @param last when it was refused last
     * @param reply what was said then
     */
    public record Dead(Address address, int refusals, Instant last, String reply) {}

    @Inject
    public Suppressed(Settings settings, Disk disk, Clock clock) {
        this.file = settings.file();
        this.disk = disk;
        this.clock = clock;
    }

    /** Why mail for an address is not taken; empty for nearly all. */
    public Optional<Reply> refusal(Address address) {
        lock.lock();
        try {
            readOnce();
            return Optional.ofNullable(entries.get(address))
                    .filter(this::holds)
                    .map(entry -> Reply.of(
                            550,
                            "5.1.1",
                            "refused " + entry.refusals() + " times by its own server, and not tried again before "
                                    + entry.last().plus(WITHIN) + ": " + entry.reply()));
        } finally {
            lock.unlock();
        }
    }

    private boolean holds(Dead entry) {
        return entry.refusals() >= ENOUGH
                && clock.instant().isBefore(entry.last().plus(WITHIN));
    }

    /** A server has replied about an address of its own. */
    public void heard(Address address, Reply reply) {
        boolean nobody = reply.permanent() && NOBODY.contains(reply.status().toString());
        if (!nobody && !reply.positive()) return;
        lock.lock();
        try {
            readOnce();
            if (nobody) {
                Instant now = clock.instant();
                String said = reply.toString();
                said = said.substring(0, Math.min(said.length(), LONGEST_REPLY));
                refused(address, now, said);
                append(REFUSED + " " + Words.encoded(address.toString()) + " " + now + " " + Words.encoded(said));
            } else if (entries.remove(address) != null) append(CLEARED + " " + Words.encoded(address.toString()));
        } catch (IOException e) {
            log.warn("{} is not written down in {}: {}", address, file, e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private void refused(Address address, Instant at, String said) {
        Dead before = entries.remove(address);
        boolean again = before != null && at.isBefore(before.last().plus(WITHIN));
        int refusals = before != null && again ? before.refusals() + 1 : 1;
        entries.put(address, new Dead(address, refusals, at, said));
    }

    /** The addresses for which nothing is taken now, those refused longest ago first. */
    public List<Dead> list() {
        lock.lock();
        try {
            readOnce();
            return entries.values().stream().filter(this::holds).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets an address. @return whether there was anything to forget */
    public boolean remove(Address address) throws IOException {
        lock.lock();
        try {
            readOnce();
            if (entries.remove(address) == null) return false;
            append(CLEARED + " " + Words.encoded(address.toString()));
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void readOnce() {
        if (read) return;
        read = true;
        try {
            boolean whole = disk.perform(this::readAll);
            if (!whole || lines > 2 * entries.size() + 1_000) rewrite();
        } catch (IOException e) {
            log.warn("{} cannot be read: {}", file, e.getMessage());
        }
    }

    /** @return whether every line is one of ours */
    private boolean readAll() throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) return true;
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        boolean whole = text.isEmpty() || text.endsWith("\n");
        for (String line : text.lines().toList()) whole &= taken(line);
        return whole;
    }

    private boolean taken(String line) {
        lines++;
        String[] words = line.split(" ", -1);
        try {
            if (words.length == 4 && words[0].equals(REFUSED))
                refused(Address.parse(Words.decoded(words[1])), Instant.parse(words[2]), Words.decoded(words[3]));
            else if (words.length == 2 && words[0].equals(CLEARED))
                entries.remove(Address.parse(Words.decoded(words[1])));
            else return false;
            return true;
        } catch (SyntaxException | DateTimeException e) {
            return false;
        }
    }

    private void append(String line) throws IOException {
        if (++lines > 2 * ENOUGH * MOST) {
            rewrite();
            return;
        }
        ByteBuffer octets = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
        disk.perform(() -> {
            try (DiskFile end = disk.append(file)) {
                end.write(octets);
            }
            return file;
        });
    }

    /** As many lines an address as it had refusals, so that it reads the same. */
    private void rewrite() throws IOException {
        List<String> fresh = new ArrayList<>();
        for (Dead entry : entries.values())
            for (int i = 0; i < Math.min(entry.refusals(), ENOUGH); i++)
                fresh.add(REFUSED + " " + Words.encoded(entry.address().toString()) + " " + entry.last() + " "
                        + Words.encoded(entry.reply()) + "\n");
        lines = fresh.size();
        Path beside = file.resolveSibling(file.getFileName() + ".tmp");
        disk.perform(() -> {
            disk.delete(beside);
            try (DiskFile whole = disk.create(beside)) {
                whole.write(ByteBuffer.wrap(String.join("", fresh).getBytes(StandardCharsets.US_ASCII)));
            }
            disk.rename(beside, file);
            return file;
        });
    }
}

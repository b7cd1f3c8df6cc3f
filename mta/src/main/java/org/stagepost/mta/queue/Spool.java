package org.stagepost.mta.queue;

import jakarta.inject.Inject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.disk.DiskFile;
import org.stagepost.disk.ForceSite;
import org.stagepost.launch.Service;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.Reporter.Step;
import org.stagepost.trace.TraceEvent.Kind;
import org.stagepost.trace.TraceEvent.Stage;

/**
 * The folder of the queue. A message comes in under {@code incoming/}, where a file is worth nothing; it is ours once its
 * forced file has a name in {@code messages/} and that name is forced too. In {@code quarantine/} lies what was found in
 * {@code messages/} and is no whole queue file of ours.
 */
public final class Spool implements Service {
    private static final Logger log = LoggerFactory.getLogger(Spool.class);
    private static final ForceSite MESSAGE = new ForceSite("queue.message");
    private static final ForceSite NAMES = new ForceSite("queue.messages.directory");
    private static final ForceSite MARK = new ForceSite("queue.mark");
    private static final ForceSite FOLDERS = new ForceSite("queue.directory");
    private static final int MAX_SAME_ID = 1_000;

    private final QueueSettings settings;
    private final Path incoming;
    private final Path messages;
    private final Path quarantine;
    private final Disk disk;
    private final Clock clock;
    private final Reporter reporter;
    private final SharedForce names;
    private Closeable lock = () -> {};

    @Inject
    public Spool(QueueSettings settings, Disk disk, Clock clock, Reporter reporter) {
        this.settings = settings;
        this.incoming = settings.folder().resolve("incoming");
        this.messages = settings.folder().resolve("messages");
        this.quarantine = settings.folder().resolve("quarantine");
        this.disk = disk;
        this.clock = clock;
        this.reporter = reporter.as(Stage.QUEUE);
        this.names = new SharedForce(disk, messages, NAMES);
    }

    /** Makes the folders where they are missing, locks them, and sweeps out what was never acknowledged. */
    @Override
    public void start() throws IOException {
        disk.establish(settings.folder(), FOLDERS);
        for (Path folder : List.of(incoming, messages, quarantine)) disk.createDirectories(folder);
        disk.forceDirectory(settings.folder(), FOLDERS);
        lock = SpoolLock.take(settings.folder());
        try (Stream<Path> leftovers = Files.list(incoming)) {
            for (Path leftover : leftovers.toList()) sweep(leftover);
        }
    }

    /** What is no file of ours, or cannot be removed, is no reason not to start. */
    private void sweep(Path leftover) {
        try {
            if (Files.isDirectory(leftover, LinkOption.NOFOLLOW_LINKS)) {
                isolate(leftover, "it is a folder in incoming/");
                return;
            }
            disk.delete(leftover);
        } catch (IOException e) {
            log.error("{} is worth nothing and cannot be removed: {}", leftover, e.getMessage());
            return;
        }
        report(
                leftover.getFileName().toString(),
                Kind.NOTED,
                step -> step.to("nowhere")
                        .what("swept out")
                        .why("a start found it in incoming/; what we took is not there"));
    }

    @Override
    public void stop() throws IOException {
        lock.close();
    }

    /**
     * Takes a message. When this returns it survives a power cut; when it throws, nothing of it is left.
     *
     * @param envelope with at least one recipient, none of them twice
     */
    public QueueEntry store(Envelope envelope, Message message) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Head head = new Head(now, envelope, message.size());
        Path file = disk.perform(() -> written(head, message));
        try {
            names.force();
        } catch (IOException e) {
            disk.perform(() -> discarded(file));
            throw e;
        }
        SpooledMessage octets = new SpooledMessage(file, QueueFile.messageAt(head), message.size());
        return new QueueEntry(file.getFileName().toString(), now, envelope, octets, List.of());
    }

    /** A forced file under a name in {@code messages/} that is not forced yet. */
    private Path written(Head head, Message message) throws IOException {
        String id = head.envelope().trace().text();
        for (int copy = 1; copy <= MAX_SAME_ID; copy++) {
            String name = copy == 1 ? id : id + "-" + copy;
            Path file = messages.resolve(name);
            try (DiskFile fresh = disk.create(incoming.resolve(name))) {
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) throw new FileAlreadyExistsException(name);
                QueueFile.write(fresh, head, message);
                fresh.force(MESSAGE);
            } catch (FileAlreadyExistsException e) {
                continue;
            } catch (IOException | RuntimeException e) {
                discarded(incoming.resolve(name));
                throw e;
            }
            disk.rename(incoming.resolve(name), file);
            return file;
        }
        throw new IOException("too many messages " + id);
    }

    /** After an error the file is worthless, and the client has not been told 250 (never force again until it works). */
    private Path discarded(Path file) {
        try {
            disk.delete(file);
        } catch (IOException e) {
            log.error("cannot remove {}, which was not taken: {}", file, e.getMessage());
        }
        return file;
    }

    /** Whether the file of a message is still there; an operator may have taken it away. */
    public boolean holds(QueueEntry entry) {
        return Files.isRegularFile(messages.resolve(entry.name()), LinkOption.NOFOLLOW_LINKS);
    }

    /** Writes down what became of recipients; what must not be done twice is forced, a mere delay is not. */
    public QueueEntry mark(QueueEntry entry, List<Mark> marks) throws IOException {
        StringBuilder lines = new StringBuilder();
        marks.forEach(mark -> lines.append(mark.line()));
        ByteBuffer octets = ByteBuffer.wrap(Ascii.octets(lines.toString()));
        boolean forced = marks.stream().anyMatch(mark -> mark.kind() != Mark.Kind.DEFERRED);
        return disk.perform(() -> {
            if (!holds(entry)) throw new NoSuchFileException(entry.name());
            try (DiskFile file = disk.append(messages.resolve(entry.name()))) {
                append(file, octets);
                if (forced) file.force(MARK);
            }
            return entry.and(marks);
        });
    }

    /** A line torn by a full disk would hide all that follow it, so it is cut off again. */
    private static void append(DiskFile file, ByteBuffer octets) throws IOException {
        long before = file.size();
        try {
            file.write(octets);
        } catch (IOException e) {
            file.truncate(before);
            throw e;
        }
    }

    /**
     * Ends a message. The removal is not forced: after a power cut the file may be back, and each recipient may get one
     * copy more, which the delivery key catches locally and which SMTP allows (RFC 5321 4.5.4.1, 6.1).
     */
    public void remove(QueueEntry entry) throws IOException {
        disk.perform(() -> {
            disk.delete(messages.resolve(entry.name()));
            return entry;
        });
    }

    /** The names of all files in the queue. */
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(messages)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Reads one file back; what is no whole queue file of ours goes to quarantine. Empty then, or when it is gone. */
    public Optional<QueueEntry> read(String name) throws IOException {
        return disk.perform(() -> {
            Path file = messages.resolve(name);
            try {
                return Optional.of(checked(file));
            } catch (NoSuchFileException e) {
                return Optional.<QueueEntry>empty();
            } catch (SyntaxException e) {
                isolate(file, String.valueOf(e.getMessage()));
                return Optional.<QueueEntry>empty();
            }
        });
    }

    /** The same without mending anything: for messages that somebody may be writing marks of just now. */
    public Optional<QueueEntry> look(String name) throws IOException {
        return disk.perform(() -> {
            try {
                return Optional.of(QueueFile.read(messages.resolve(name)).entry());
            } catch (NoSuchFileException | SyntaxException e) {
                return Optional.<QueueEntry>empty();
            }
        });
    }

    private QueueEntry checked(Path file) throws IOException, SyntaxException {
        String name = file.getFileName().toString();
        PosixFileAttributes found = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isRegularFile()) throw new SyntaxException("it is no file");
        if (!found.owner().equals(Files.getOwner(messages))) throw new SyntaxException("it belongs to somebody else");
        QueueFile read = QueueFile.read(file);
        String id = read.entry().envelope().trace().text();
        if (!name.equals(id) && !name.startsWith(id + "-")) throw new SyntaxException("its name is not its own");
        if (read.marksEnd() == Files.size(file)) return read.entry();
        cut(file, read.marksEnd());
        report(
                name,
                Kind.REPAIRED,
                step -> step.to("queue").what("mended").why("its last mark was torn and counts as not made"));
        return read.entry();
    }

    /** A mark that a crash tore is removed before another one is written behind it. */
    private void cut(Path file, long length) throws IOException {
        try (DiskFile torn = disk.append(file)) {
            torn.truncate(length);
        }
    }

    private void isolate(Path file, String why) throws IOException {
        String name = file.getFileName().toString();
        Path place = quarantine.resolve(name);
        for (int copy = 2; Files.exists(place, LinkOption.NOFOLLOW_LINKS); copy++)
            place = quarantine.resolve(name + "-" + copy);
        disk.rename(file, place);
        log.error("{} is not delivered: {}. It now lies in {}", name, why, place);
        report(
                name,
                Kind.SET_ASIDE,
                step -> step.to("quarantine").what("not delivered").why(why));
    }

    private void report(String name, Kind kind, UnaryOperator<Step> described) {
        try {
            TraceId id = TraceId.parse(name.substring(0, Math.min(name.length(), TraceId.LENGTH)));
            described.apply(reporter.step(id).from("queue")).done(kind);
        } catch (SyntaxException e) {
            log.debug("{} belongs to no journey", name);
        }
    }

    /** Whether the disk would hold the largest message, and half of it for all else. */
    boolean hasRoom() {
        return messages.toFile().getUsableSpace() >= settings.room();
    }

    Clock clock() {
        return clock;
    }
}

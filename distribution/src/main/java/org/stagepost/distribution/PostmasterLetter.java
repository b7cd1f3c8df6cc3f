package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.directory.Directory;
import org.stagepost.disk.Disk;
import org.stagepost.distribution.status.Inspection;
import org.stagepost.distribution.status.SiteStatus;
import org.stagepost.distribution.status.StatusPage;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.ReversePath;
import org.stagepost.mail.TraceId;
import org.stagepost.message.Dates;
import org.stagepost.message.Received;
import org.stagepost.mta.queue.Queue;

/**
 * Tells postmaster what {@code stagepost status} would complain about: at most once a day, and only when something asks for a look. Like
 * any notice it has no sender who could be answered (RFC 3834 section 2), and goes through the queue.
 */
final class PostmasterLetter implements Chore {
    private static final Logger LOG = LoggerFactory.getLogger(PostmasterLetter.class);
    /** A little less than a day, or a letter would come an hour later each day. */
    private static final Duration APART = Duration.ofHours(23);

    private static final int LONGEST_LINE = 900;

    private final boolean wanted;
    private final String hostname;
    private final Path told;
    private final Inspection inspection;
    private final Queue queue;
    private final Directory directory;
    private final Disk disk;
    private final Clock clock;
    private final RandomGenerator random;

    @Inject
    PostmasterLetter(
            Configuration configuration,
            Queue queue,
            Directory directory,
            Disk disk,
            Clock clock,
            RandomGenerator random) {
        this.wanted = configuration.general().dailyLetter();
        this.hostname = configuration.site().hostname().name();
        this.told = configuration.site().data().resolve("postmaster-told");
        this.inspection = new Inspection(configuration.places(), clock);
        this.queue = queue;
        this.directory = directory;
        this.disk = disk;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public void perform(BooleanSupplier stopped) {
        Optional<Domain> ours = directory.primaryDomain();
        if (!wanted || ours.isEmpty() || clock.instant().isBefore(last().plus(APART))) return;
        SiteStatus status = inspection.look();
        if (status.worst().isEmpty()) return;
        Envelope envelope = Envelope.from(TraceId.next(clock, random), ReversePath.NULL)
                .and(Recipient.of(new Address("postmaster", ours.get())));
        try {
            if (queue.send(envelope, Message.of(composed(envelope, status))).allPositive()) note();
        } catch (IOException e) {
            LOG.warn("that postmaster has been told is not noted: {}", e.getMessage());
        }
    }

    /** When postmaster was told last: a file that lasts longer than we do. */
    private Instant last() {
        try {
            return Files.getLastModifiedTime(told).toInstant();
        } catch (IOException never) {
            return Instant.EPOCH;
        }
    }

    private void note() throws IOException {
        disk.append(told).close();
        disk.stamp(told, clock.instant());
    }

    private byte[] composed(Envelope envelope, SiteStatus status) {
        int count = status.findings().size();
        OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        List<String> lines = new ArrayList<>(List.of(
                "Received: " + Received.own(hostname, envelope.trace(), now).value(),
                "From: Stagepost at " + hostname + " <postmaster@" + hostname + ">",
                "To: " + envelope.recipients().getFirst(),
                "Subject: " + hostname + ": " + count + (count == 1 ? " thing" : " things") + " to know",
                "Date: " + Dates.format(now),
                "Message-ID: <" + envelope.trace() + "@" + hostname + ">",
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=us-ascii",
                ""));
        status.findings().forEach(each -> lines.add(each.level() + ": " + each.text()));
        lines.add("");
        lines.addAll(new StatusPage(status).lines());
        lines.add("");
        lines.add("stagepost status shows this at any time. There is one such letter a day at most;");
        lines.add("postmaster.letter = false in the settings ends them.");
        StringBuilder text = new StringBuilder();
        for (String line : lines) text.append(plain(line)).append("\r\n");
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** What other servers said, and names of folders, in letters that every reader has. */
    private static String plain(String line) {
        StringBuilder plain = new StringBuilder();
        for (char c : line.substring(0, Math.min(LONGEST_LINE, line.length())).toCharArray())
            plain.append(c >= ' ' && c < 127 ? c : '?');
        return plain.toString();
    }
}

package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;
import org.stagepost.mailstore.MailstoreConfig;

/** What is deleted of removed accounts, and what is left alone. */
class RemovedMailTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-25T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private final RealDisk disk = new RealDisk();

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void mailGoesWhenItsTimeIsOver() throws IOException {
        Path old = mail("20261026T115959");
        Path recent = mail("20261026T120000");
        removed("30d").purge(() -> false);
        assertThat(old).doesNotExist();
        assertThat(recent.resolve("mars.test/bob/Maildir/new/1")).exists();
        assertThat(removed("30d").place()).isEqualTo(folder.resolve("mail/.removed/20261125T120000"));
        assertThat(removed("30d").until()).contains(Instant.parse("2026-12-25T12:00:00Z"));
    }

    @Test
    void zeroIsForEver() throws IOException {
        Path old = mail("20010101T000000");
        removed("0s").purge(() -> false);
        assertThat(old).exists();
        assertThat(removed("0s").until()).isEmpty();
    }

    @Test
    void whatIsNotNamedByUsStays() throws IOException {
        for (String name : new String[] {"20010101", "20010101T000000.keep", "20011341T000000", "bob"}) mail(name);
        Files.writeString(folder.resolve("mail/.removed/20010101T000001"), "a file");
        removed("30d").purge(() -> false);
        try (var left = Files.list(folder.resolve("mail/.removed"))) {
            assertThat(left).hasSize(5);
        }
    }

    @Test
    void aStopLeavesTheRestForTheNextTime() throws IOException {
        Path old = mail("20010101T000000");
        removed("30d").purge(() -> true);
        assertThat(old.resolve("mars.test/bob/Maildir/new/1")).exists();
    }

    @Test
    void s3_noLinkIsFollowed() throws IOException {
        Path precious = Files.createDirectories(folder.resolve("elsewhere/new"));
        Files.writeString(precious.resolve("1"), "precious");
        Path old = mail("20010101T000000");
        Files.createSymbolicLink(old.resolve("mars.test/bob/Maildir/cur"), precious);
        Files.createSymbolicLink(folder.resolve("mail/.removed/20010102T000000"), precious);
        removed("30d").purge(() -> false);
        assertThat(old).doesNotExist();
        assertThat(precious.resolve("1")).exists();
        assertThat(folder.resolve("mail/.removed/20010102T000000")).isSymbolicLink();
    }

    @Test
    void s3_theFolderItselfMayBeNoLink() throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        Files.createDirectories(elsewhere.resolve("20010101T000000"));
        Files.createDirectories(folder.resolve("mail"));
        Files.createSymbolicLink(folder.resolve("mail/.removed"), elsewhere);
        removed("30d").purge(() -> false);
        assertThat(elsewhere.resolve("20010101T000000")).exists();
    }

    @Test
    void aFaultOfOneDayDoesNotEndTheDailyRounds() throws IOException {
        mail("20010101T000000");
        Settings settings = settings("30d");
        Chore broken = new OwnersChores(removed(settings, new StoppedClock()), Site.from(settings), NOW);
        AtomicInteger others = new AtomicInteger();
        DailyRound daily =
                new DailyRound(new LinkedHashSet<Chore>(List.of(broken, stopped -> others.incrementAndGet())));
        daily.round();
        daily.round();
        assertThat(others).hasValue(2);
    }

    /** Shows no time to anybody. */
    private static final class StoppedClock extends Clock {
        @Override
        public Instant instant() {
            throw new IllegalStateException("stopped");
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private Path mail(String moment) throws IOException {
        Path at = folder.resolve("mail/.removed").resolve(moment);
        Path mailbox = Files.createDirectories(at.resolve("mars.test/bob/Maildir/new"));
        Files.writeString(mailbox.resolve("1"), "Subject: kept");
        return at;
    }

    private RemovedMail removed(String kept) {
        return removed(settings(kept), NOW);
    }

    private RemovedMail removed(Settings settings, Clock clock) {
        return new RemovedMail(MailstoreConfig.from(settings, Site.from(settings)), disk, clock);
    }

    private Settings settings(String kept) {
        return Settings.of(
                "hostname = 'mx.mars.test'\ndata = '" + folder + "'\nmailstore.keep-removed = '" + kept + "'\n");
    }
}

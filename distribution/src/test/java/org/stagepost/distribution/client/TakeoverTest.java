package org.stagepost.distribution.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.distribution.Arrows;
import org.stagepost.distribution.Superuser;
import org.stagepost.distribution.client.Program.Outcome;
import org.stagepost.distribution.sandbox.Organisation;
import org.stagepost.distribution.sandbox.Person;
import org.stagepost.distribution.sandbox.Ports;
import org.stagepost.distribution.sandbox.Sandbox;
import org.stagepost.trace.Tracer;

/**
 * A Maildir that Dovecot has filled moves to us and back, and mbsync, which keeps a copy of it, synchronises nothing anew:
 * the best judge of UIDs, UIDVALIDITY and flags that there is.
 */
final class TakeoverTest {
    private static final String PASSWORD = "sandbox";
    /** As root, Dovecot speaks over no socket. */
    private static final String AS_DOVECOTS_USER = "/usr/bin/setpriv --reuid=mail --regid=mail --clear-groups";

    private static final Organisation MARS = new Organisation(
            "mars.test", Ports.loopback("127.0.0.9"), List.of(new Person("ann", "mars.test", PASSWORD)));
    private static final String HERE = MARS.address().getHostAddress();

    private static final String FETCHED = ">>> .*BODY.PEEK";
    private static final String CHANGED = ">>> [0-9]+ (APPEND|UID STORE|EXPUNGE|UID EXPUNGE)";

    @TempDir
    Path folder;

    private Program mbsync;
    private Path near;

    @Test
    void nothingIsFetchedAnewHereAndNothingOnTheWayBack() throws Exception {
        mbsync = Program.of("mbsync", Files.createDirectory(folder.resolve("home")));
        near = Files.createDirectory(folder.resolve("near"));
        Path before = Files.createDirectory(folder.resolve("before"));
        fill(before);
        String fromDovecot = settings("dovecot", """
            Tunnel "%2$s /usr/bin/env USER=ann HOME=%1$s /usr/lib/dovecot/imap -c %1$s/dovecot.conf"
            """.formatted(before, Superuser.isRunning() ? AS_DOVECOTS_USER : ""));
        assertThat(synchronised(fromDovecot)).contains("BODY.PEEK");
        Map<String, Object> copies = files();
        assertThat(copies).hasSize(42);

        Ports ports = Ports.any(List.of(MARS.address()));
        Path site = Files.createDirectory(folder.resolve("site"));
        InetSocketAddress console = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        try (Sandbox sandbox = Sandbox.open(site, ports, console, List.of(MARS))) {
            Path home = MARS.folder(site).resolve("data/mail/mars.test/ann");
            sandbox.start(MARS, Arrows.IN_PROCESS, Tracer.NONE);
            move(before.resolve("Maildir"), home);
            String fromUs = settings("us", """
                Host %s
                Port %d
                User ann@mars.test
                Pass %s
                SSLType IMAPS
                CertificateFile %s
                """.formatted(
                            HERE, ports.imaps(), PASSWORD, MARS.folder(site).resolve("data/tls/self-signed.pem")));
            assertThat(synchronised(fromUs))
                    .contains("SELECT \"INBOX\"", "SELECT \"Work/2026\"")
                    .doesNotContainPattern(FETCHED + "|" + CHANGED);
            assertThat(files()).as("not a file was touched").isEqualTo(copies);

            Path flagged = copies.keySet().stream()
                    .filter(name -> name.startsWith("INBOX/cur/") && name.endsWith(":2,S"))
                    .findFirst()
                    .map(near::resolve)
                    .orElseThrow();
            Files.move(
                    flagged,
                    flagged.resolveSibling(flagged.getFileName().toString().replace(":2,S", ":2,FS")));
            assertThat(synchronised(fromUs)).contains("UID STORE").doesNotContainPattern(FETCHED);
            copies = files();
        }
        move(MARS.folder(site).resolve("data/mail/mars.test/ann/Maildir"), before);
        try (Dovecot dovecot = Dovecot.over(before)) {
            assertThat(dovecot).isNotNull();
        }
        assertThat(synchronised(fromDovecot))
                .contains("SELECT \"INBOX\"")
                .doesNotContainPattern(FETCHED + "|" + CHANGED);
        assertThat(files()).as("nor on the way back").isEqualTo(copies);
    }

    /** Messages with gaps between their UIDs, flags, a keyword, and a mailbox below another. */
    private static void fill(Path home) throws IOException {
        try (Dovecot dovecot = Dovecot.over(home)) {
            ImapDialogue dialogue = dovecot.dialogue();
            dialogue.command("CREATE Work.2026");
            for (int i = 0; i < 45; i++) append(dialogue, i % 3 == 0 ? "Work.2026" : "INBOX", i);
            dialogue.command("SELECT INBOX");
            dialogue.command("STORE 2,4 +FLAGS (\\Deleted)");
            dialogue.command("STORE 5:9 +FLAGS (\\Seen $Forwarded)");
            dialogue.command("EXPUNGE");
            dialogue.command("SELECT Work.2026");
            dialogue.command("STORE 3 +FLAGS (\\Deleted)");
            dialogue.command("EXPUNGE");
        }
    }

    private static void append(ImapDialogue dialogue, String mailbox, int number) throws IOException {
        String text = "From: bob@venus.test\r\nSubject: " + number + "\r\n\r\nHello\r\n";
        dialogue.command(
                "APPEND " + mailbox + " (\\Seen) \"02-Jan-2026 03:04:05 +0100\" {" + text.length() + "+}\r\n" + text);
    }

    private String settings(String name, String account) throws IOException {
        return mbsync.settings(name, """
            IMAPAccount far
            %1$s
            IMAPStore far
            Account far

            MaildirStore near
            Path %2$s/
            Inbox %2$s/INBOX
            SubFolders Verbatim

            Channel all
            Far :far:
            Near :near:
            Patterns INBOX Work/2026
            Create Near
            Expunge Both
            SyncState *
            """.formatted(account, near)).toString();
    }

    private String synchronised(String settings) throws Exception {
        Outcome outcome = mbsync.run("-D", "-c", settings, "all");
        assertThat(outcome.exit()).as(outcome.printed()).isZero();
        return outcome.printed();
    }

    /** mbsync's copies: each name, and which file that is. */
    private Map<String, Object> files() throws IOException {
        Map<String, Object> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(near)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = near.relativize(file).toString();
                if (name.contains("/cur/") || name.contains("/new/"))
                    files.put(name, Files.getAttribute(file, "unix:ino"));
            }
        }
        return files;
    }

    /** To another server, and to its user. */
    private static void move(Path maildir, Path home) throws IOException {
        Files.createDirectories(home);
        Path there = home.resolve("Maildir");
        if (Files.exists(there)) Files.move(there, home.resolve("before"));
        Files.move(maildir, there);
        Object owner = Files.getAttribute(home, "unix:uid");
        try (Stream<Path> all = Files.walk(there)) {
            for (Path each : (Iterable<Path>) all::iterator)
                Files.setAttribute(each, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}

package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.security.auth.module.UnixSystem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Address;
import org.stagepost.mail.Message;
import org.stagepost.mailstore.DeliveryKey;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.FlagChange;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.UidSet;
import org.stagepost.mailstore.index.Index;
import org.stagepost.mailstore.maildir.MaildirStore;

/**
 * The real Dovecot and our store in turn on one Maildir: neither gives a message another UID, and each sees the other's
 * flags, keywords, messages and folders. Dovecot's IMAP process speaks on its standard input and needs no port.
 */
class DovecotSharesMaildirTest {
    private static final String IMAP = "/usr/lib/dovecot/imap";
    /** Dovecot refuses to read mail as root: then it is this user, and the files are his while it runs. */
    private static final int NOBODY = 65534;

    private static final boolean ROOT = new UnixSystem().getUid() == 0;
    private static final MailboxName WORK = new MailboxName(List.of("Work", "Grüße & Küsse"));
    private static final String WORK_THERE = "\"Work/Gr&APwA3w-e &- K&APw-sse\"";

    @TempDir
    Path folder;

    @BeforeEach
    void need() {
        Peers.need("dovecot-imapd", IMAP);
        if (ROOT) Peers.need("util-linux", "/usr/bin/setpriv");
    }

    private interface Work {
        void on(Mailboxes mailboxes) throws Exception;
    }

    private void ours(Work work) throws Exception {
        try (RealDisk disk = new RealDisk()) {
            MaildirStore store = new MaildirStore(MailstoreConfig.below(folder), disk, Clock.systemUTC(), Index.NONE);
            store.start();
            try {
                work.on(store.of(Address.parse("alice@mars.test")));
            } finally {
                store.stop();
            }
        }
    }

    /** What Dovecot answers to these commands, a line each. */
    private List<String> dovecot(String... commands) throws Exception {
        Path run = Files.createDirectories(folder.resolve("dovecot"));
        Path settings = Files.write(
                run.resolve("dovecot.conf"),
                List.of(
                        "mail_location = maildir:" + folder.resolve("mars.test/alice/Maildir"),
                        "base_dir = " + run,
                        "state_dir = " + run,
                        "log_path = " + run.resolve("log"),
                        "ssl = no",
                        "mail_uid = " + (ROOT ? NOBODY : new UnixSystem().getUid()),
                        "mail_gid = " + (ROOT ? NOBODY : new UnixSystem().getGid()),
                        "stats_writer_socket_path =",
                        "namespace inbox {",
                        "  inbox = yes",
                        "  separator = /",
                        "}"));
        List<String> command = new ArrayList<>();
        if (ROOT) command.addAll(List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        command.addAll(List.of(IMAP, "-c", settings.toString()));
        own(NOBODY);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(run.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("USER", "alice");
        builder.environment().put("HOME", run.toString());
        Process process = builder.start();
        try {
            return talk(process, commands);
        } finally {
            process.destroyForcibly().waitFor();
            own(0);
        }
    }

    /** One command after the other: Dovecot answers several at once in any order. */
    private static List<String> talk(Process process, String... commands) throws IOException {
        List<String> lines = new ArrayList<>();
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8);
                OutputStream out = process.getOutputStream()) {
            for (String command :
                    Stream.concat(Stream.of(commands), Stream.of("LOGOUT")).toList()) {
                out.write(("t " + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.flush();
                String line = "";
                while (!line.startsWith("t ")) {
                    line = in.readLine();
                    assertThat(line)
                            .as("an answer to %s after %s", command, lines)
                            .isNotNull();
                    // Who is the first to see a message is beside the point here.
                    lines.add(line.replace(" \\Recent", "").replace("\\Recent", ""));
                }
                assertThat(line).as("answer to %s", command).startsWith("t OK");
            }
        }
        return lines;
    }

    private void own(int user) throws IOException {
        if (!ROOT) return;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.toList()) {
                Files.setAttribute(each, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(each, "unix:gid", user, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static Message mail(String subject) {
        return Message.of(text(subject).getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(String subject) {
        return "From: bob@venus.test\r\nSubject: " + subject + "\r\n\r\nHello\r\n";
    }

    private static String append(String mailbox, String flags, String subject) {
        return "APPEND " + mailbox + " (" + flags + ") {" + text(subject).length() + "+}\r\n" + text(subject);
    }

    private static Map<Long, String> subjects(Mailbox mailbox) throws Exception {
        Map<Long, String> subjects = new TreeMap<>();
        Messages messages = mailbox.messages();
        for (int i = 0; i < messages.size(); i++) {
            long uid = messages.uid(i);
            subjects.put(
                    uid,
                    mailbox.message(uid)
                            .structure()
                            .envelope()
                            .orElseThrow()
                            .subject()
                            .orElse(""));
        }
        return subjects;
    }

    /** Which flags each UID has, by the FETCH answers. */
    private static Map<Long, Set<String>> flags(List<String> answers) {
        Map<Long, Set<String>> flags = new TreeMap<>();
        Pattern answer = Pattern.compile("\\* \\d+ FETCH \\(UID (\\d+) FLAGS \\(([^)]*)\\).*");
        for (String line : answers) {
            Matcher found = answer.matcher(line);
            if (!found.matches()) continue;
            Set<String> words = new TreeSet<>(List.of(found.group(2).trim().split(" +", -1)));
            words.remove("");
            flags.put(Long.parseLong(found.group(1)), words);
        }
        return flags;
    }

    private static Flags flags(Mailbox mailbox, long uid) {
        return mailbox.messages().flags(mailbox.messages().position(uid));
    }

    private static Flags flags(Set<Flag> system, String... keywords) {
        return new Flags(system, Set.of(keywords));
    }

    @Test
    @Timeout(60)
    void uidsFlagsAndFoldersAreTheSameOnBothSides() throws Exception {
        long[] uidValidity = new long[3];
        ours(mailboxes -> {
            for (String subject : List.of("one", "two"))
                mailboxes.deliver(MailboxName.INBOX, mail(subject), new DeliveryKey(subject));
            mailboxes.create(WORK);
            mailboxes.subscribe(WORK);
            try (Mailbox inbox = mailboxes.open(MailboxName.INBOX);
                    Mailbox work = mailboxes.open(WORK)) {
                Flags draft = flags(Set.of(Flag.DRAFT, Flag.SEEN), "$Forwarded", "Later");
                inbox.append(List.of(
                        new Mailbox.Arrival(mail("three"), draft, Instant.parse("2026-01-02T03:04:05Z")),
                        new Mailbox.Arrival(mail("four"), Flags.NONE, Instant.parse("2026-01-03T03:04:05Z"))));
                inbox.remove(UidSet.of(2));
                inbox.store(UidSet.of(1), new FlagChange(FlagChange.Kind.ADD, flags(Set.of(Flag.FLAGGED), "Later")));
                inbox.copy(UidSet.of(3), work);
                uidValidity[0] = inbox.uidValidity();
                uidValidity[1] = work.uidValidity();
            }
        });

        List<String> answers = dovecot(
                "SELECT INBOX",
                "FETCH 1:* (UID FLAGS RFC822.SIZE INTERNALDATE)",
                "UID STORE 4 +FLAGS.SILENT (\\Answered Later Theirs)",
                append("INBOX", "\\Seen", "five"),
                "CREATE Theirs",
                append("Theirs", "\\Flagged", "six"),
                "LIST \"\" *",
                "LSUB \"\" *");
        String first = String.join("\n", answers);
        assertThat(first)
                .contains("UIDVALIDITY " + uidValidity[0], "* 3 EXISTS", "* LSUB () \"/\" " + WORK_THERE)
                .containsPattern("\\* LIST \\(.*\\) \"/\" " + Pattern.quote(WORK_THERE))
                .containsPattern(
                        "RFC822.SIZE " + text("three").length() + " INTERNALDATE \".2-Jan-2026 03:04:05 \\+0000\"");
        assertThat(flags(answers))
                .containsEntry(1L, Set.of("\\Flagged", "Later"))
                .containsEntry(3L, Set.of("\\Seen", "\\Draft", "$Forwarded", "Later"))
                .containsEntry(4L, Set.of())
                .doesNotContainKey(2L);
        List<String> work = dovecot("SELECT " + WORK_THERE, "FETCH 1:* (UID FLAGS)");
        assertThat(work).anyMatch(line -> line.contains("UIDVALIDITY " + uidValidity[1]));
        assertThat(flags(work)).isEqualTo(Map.of(1L, Set.of("\\Seen", "\\Draft", "$Forwarded", "Later")));

        ours(mailboxes -> {
            try (Mailbox inbox = mailboxes.open(MailboxName.INBOX);
                    Mailbox theirs = mailboxes.open(new MailboxName(List.of("Theirs")))) {
                assertThat(inbox.uidValidity()).isEqualTo(uidValidity[0]);
                long five = inbox.messages().uid(3);
                assertThat(first).contains("[APPENDUID " + uidValidity[0] + " " + five + "]");
                assertThat(subjects(inbox)).isEqualTo(Map.of(1L, "one", 3L, "three", 4L, "four", five, "five"));
                assertThat(flags(inbox, 1)).isEqualTo(flags(Set.of(Flag.FLAGGED), "Later"));
                assertThat(flags(inbox, 4)).isEqualTo(flags(Set.of(Flag.ANSWERED), "Later", "Theirs"));
                assertThat(flags(inbox, five)).isEqualTo(flags(Set.of(Flag.SEEN)));
                assertThat(first).contains("[APPENDUID " + theirs.uidValidity() + " 1]");
                assertThat(subjects(theirs)).isEqualTo(Map.of(1L, "six"));
                assertThat(flags(theirs, 1)).isEqualTo(flags(Set.of(Flag.FLAGGED)));
                inbox.remove(UidSet.of(1));
                assertThat(inbox.copy(UidSet.of(five), inbox).get(five)).isGreaterThan(five);
                inbox.store(UidSet.of(4), new FlagChange(FlagChange.Kind.REMOVE, flags(Set.of(), "Later")));
                uidValidity[2] = theirs.uidValidity();
            }
            mailboxes.create(new MailboxName(List.of("Later")));
            try (Mailbox later = mailboxes.open(new MailboxName(List.of("Later")))) {
                assertThat(later.uidValidity()).isGreaterThan(uidValidity[2]);
            }
        });

        List<String> last = dovecot("SELECT INBOX", "FETCH 1:* (UID FLAGS)", "SELECT Theirs");
        assertThat(last)
                .anyMatch(line -> line.contains("UIDVALIDITY " + uidValidity[0]))
                .anyMatch(line -> line.contains("UIDVALIDITY " + uidValidity[2]));
        assertThat(flags(last))
                .hasSize(4)
                .doesNotContainKey(1L)
                .containsEntry(3L, Set.of("\\Seen", "\\Draft", "$Forwarded", "Later"))
                .containsEntry(4L, Set.of("\\Answered", "Theirs"));
    }
}

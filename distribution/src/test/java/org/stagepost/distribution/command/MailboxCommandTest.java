package org.stagepost.distribution.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole mailboxes in and out; no server runs. */
final class MailboxCommandTest {
    private static final String MBOX = """
        From ann@venus.test Fri Jan  2 03:04:05 2026
        From: Ann <ann@venus.test>
        Subject: one
        Status: RO
        X-Keywords: $Forwarded

        Hello
        >From here

        From ann@venus.test Sat Jan  3 03:04:05 2026
        From: ann@venus.test
        Subject: two

        Bye

        """;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void people() throws IOException {
        Files.writeString(
                folder.resolve("stagepost.toml"),
                "hostname = 'mx.mars.test'\ndomains = ['mars.test']\n"
                        + "login.hash-memory = '1M'\nlogin.hash-passes = 1\ndata = 'data'\n");
        done("account", "add", "bob@mars.test", "carol@mars.test", "--password-file", "-");
        Files.writeString(folder.resolve("old.mbox"), MBOX);
    }

    @Test
    void anMboxFileComesInAndItsMessagesAreTold() {
        assertThat(done("mailbox", "import", "bob@mars.test", path("old.mbox"), "--mailbox", "Old/2026"))
                .isEqualTo("2 messages were taken in\n");
        assertThat(done("mailbox", "stat", "bob@mars.test")).containsPattern("Old/2026 +2 +1 ");
        assertThat(done("mailbox", "stat", "bob@mars.test", "--json"))
                .contains("{\"name\":\"Old/2026\",\"messages\":2,\"unseen\":1,");
        assertThat(done("mailbox", "import", "bob@mars.test", path("old.mbox"), "--mailbox", "Old/2026"))
                .isEqualTo("0 messages were taken in; 2 were there already\n");
        assertThat(refused("mailbox", "export", "carol@mars.test", path("x"))).contains("there is no mail of carol");
        assertThat(done("mailbox", "check", "carol@mars.test")).contains("INBOX  fine\n", "Trash  fine\n");
        assertThat(refused("mailbox", "import", "zoe@mars.test", path("old.mbox")))
                .contains("there is no account zoe@mars.test");
        assertThat(refused("mailbox", "import", "bob@mars.test", path("none"))).contains("there is no ");
    }

    @Test
    void whatGoesOutInAnyFormComesInTheSameElsewhere() throws IOException {
        done("mailbox", "import", "bob@mars.test", path("old.mbox"));
        done("mailbox", "import", "bob@mars.test", path("old.mbox"), "--mailbox", "A.b/Grüße & so");
        for (String form : new String[] {"mbox", "maildir", "zip"}) {
            assertThat(done("mailbox", "export", "bob@mars.test", path(form), "--form", form))
                    .isEqualTo("4 messages are in " + path(form) + "\n");
            assertThat(refused("mailbox", "export", "bob@mars.test", path(form)))
                    .contains("is there already");
            String other = form + "@mars.test";
            done("account", "add", other, "--password-file", "-");
            assertThat(done("mailbox", "import", other, path(form))).isEqualTo("4 messages were taken in\n");
            done("mailbox", "export", other, path("again " + form));
            assertThat(texts(path("again " + form))).isEqualTo(texts(path("mbox")));
        }
        assertThat(Files.readString(folder.resolve("mbox/INBOX.mbox")))
                .isEqualTo(MBOX.replace("Subject: two\n", "Subject: two\nStatus: O\n"));
    }

    @Test
    void whatIsWrongWithAMailboxIsSaidAndMended() throws IOException {
        done("mailbox", "import", "bob@mars.test", path("old.mbox"));
        assertThat(done("mailbox", "check", "bob@mars.test", "INBOX")).isEqualTo("INBOX  fine\n");
        Path inbox = folder.resolve("data/mail/mars.test/bob/Maildir");
        String before = done("mailbox", "stat", "bob@mars.test");
        Path file = messages(inbox).get(0);
        Files.writeString(file, "Another line\n", StandardOpenOption.APPEND);
        Files.writeString(inbox.resolve("new/1700000000.x.host"), "Subject: three\n\n");
        Files.writeString(inbox.resolve("stagepost-changes"), "broken", StandardOpenOption.APPEND);
        assertThat(refused("mailbox", "check", "bob@mars.test", "INBOX")).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("INBOX  stagepost-changes has lines that were broken off")
                .contains("INBOX  1 message of another size than the name says: ")
                .contains("INBOX  1 message without a UID: 1700000000.x.host");
        out.reset();
        assertThat(run("mailbox", "rebuild", "bob@mars.test", "INBOX")).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("^INBOX  1 message of another size than the name says: .*\n$");
        assertThat(done("mailbox", "stat", "bob@mars.test"))
                .contains(before.replaceAll("(?s).*INBOX +2 +1 +[0-9]+ +([0-9]+) .*", "$1"))
                .containsPattern("INBOX +3 +2 ");
    }

    private static List<Path> messages(Path maildir) throws IOException {
        try (Stream<Path> files = Files.list(maildir.resolve("cur"))) {
            return files.sorted().toList();
        }
    }

    /** All files of a folder, one behind the other. */
    private static String texts(String at) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of(at))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList())
                all.append(Path.of(at).relativize(file)).append('\n').append(Files.readString(file));
        }
        return all.toString();
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private String done(String... arguments) {
        out.reset();
        err.reset();
        assertThat(run(arguments)).as(err::toString).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private String refused(String... arguments) {
        err.reset();
        assertThat(run(arguments)).isEqualTo(1);
        return err.toString(StandardCharsets.UTF_8);
    }

    private int run(String... arguments) {
        Terminal terminal = new Terminal(
                new ByteArrayInputStream("secret\n".getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("STAGEPOST_CONFIG", folder.resolve("stagepost.toml").toString()),
                Optional.empty());
        return Stagepost.run(terminal, arguments);
    }
}

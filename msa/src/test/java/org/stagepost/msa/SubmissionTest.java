package org.stagepost.msa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.dialogue.DialogueTests;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.MailOptions;
import org.stagepost.mail.TraceId;
import org.stagepost.net.AddressRange;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Kind;

/** What is taken for sending and what is refused, command by command; long because each rule has its few lines here. */
class SubmissionTest {
    private static final String FROM = "From: Ann <ann@example.org>\r\n";

    @TempDir
    Path folder;

    private final NextStage next = new NextStage();
    private Post post;

    @BeforeEach
    void start() throws Exception {
        post = new Post(folder, next);
    }

    @AfterEach
    void stop() throws Exception {
        post.close();
    }

    @TestFactory
    Stream<DynamicTest> dialogues() {
        return DialogueTests.under(
                Path.of("src/test/dialogues"),
                post::submission,
                Map.of("plain", Post.PLAIN, "ann", Post.base64("ann"), "pass", Post.base64("pass")));
    }

    private String send(Wire wire, String message) throws Exception {
        wire.ask("MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.net>", "DATA");
        return wire.send(message + "\r\n.\r\n").reply();
    }

    @Test
    void whatMailMustHaveIsAddedAndWhatItMustNotIsTakenOut() throws Exception {
        try (Wire wire = post.ann()) {
            assertThat(send(
                            wire,
                            FROM
                                    + "Bcc: secret@example.net\r\n"
                                    + "Subject: hi\r\n"
                                    + "Authentication-Results: msa.example.org; dkim=pass\r\n\r\n"
                                    + "x"))
                    .startsWith("250 2.0.0 queued as ");
        }
        NextStage.Mail mail = next.mails().get(0);
        String id = mail.envelope().trace().text();
        assertThat(mail.envelope().login()).contains("ann@example.org");
        assertThat(String.join("\n", mail.lines())).isEqualTo("""
            Received: from laptop.example.org ([127.0.0.1]) by msa.example.org with
             ESMTPSA id %s for <bob@example.net>; Sun, 1 Mar 2026 10:00:00
             +0000
            Date: Sun, 1 Mar 2026 10:00:00 +0000
            Message-ID: <%s@msa.example.org>
            From: Ann <ann@example.org>
            Subject: hi\
            """.formatted(id, id));
        TraceEvent event = post.event();
        assertThat(event.why())
                .isEqualTo(
                        "Date and Message-ID added, Authentication-Results and Bcc removed, login ann@example.org may"
                                + " use ann@example.org");
        assertThat(event.from()).isEqualTo("ann@example.org");
        assertThat(event.dialogue()).contains("C: AUTH PLAIN ***");
    }

    @Test
    void c4_anAccountsSessionsAreCountedOnAllPortsTogether() throws Exception {
        List<Wire> sessions = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) sessions.add(post.ann());
            try (Wire another = new Wire(post.submissions())) {
                another.startTls();
                another.reply();
                another.ask("EHLO laptop.example.org");
                assertThat(another.ask("AUTH PLAIN " + Post.PLAIN)).startsWith("421 4.7.0");
            }
            assertThat(sessions.getLast().ask("NOOP")).startsWith("250 ");
        } finally {
            for (Wire each : sessions) each.close();
        }
    }

    @Test
    void aHeaderInOrderIsNotTouched() throws Exception {
        String header =
                FROM + "Date: Sun, 1 Mar 2026 09:00:00 +0000\r\nMessage-ID: <1@example.org>\r\nTo: bob@example.net";
        try (Wire wire = post.ann()) {
            send(wire, header + "\r\n\r\nx");
        }
        assertThat(next.mails().get(0).text()).endsWith("+0000\r\n" + header + "\r\n\r\nx\r\n");
        assertThat(post.event().why()).isEqualTo("login ann@example.org may use ann@example.org");
    }

    @Test
    void severalAuthorsGetASenderAndNoAuthorTheLogin() throws Exception {
        try (Wire wire = post.ann()) {
            send(wire, "From: ann@example.org, sales@example.org\r\n\r\nx");
            send(wire, "Subject: no author\r\n\r\nx");
        }
        assertThat(next.mails().get(0).lines()).contains("Sender: ann@example.org");
        assertThat(next.mails().get(1).lines()).contains("From: ann@example.org");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: boss@example.org\r\n",
                "From: ann@example.org, boss@example.org\r\n",
                "From: Ann <ann@example.org>\r\nFrom: boss@example.org\r\n",
                "From : boss@example.org\r\n",
                "FROM: boss@example.org\r\n",
                "From: team: ann@example.org, boss@example.org;\r\n",
                "From: <@ann@example.org:boss@example.org>\r\n",
                "From: undisclosed:;\r\n",
                "From:\r\n boss@example.org\r\n",
                "From: \"ann@example.org\" <boss@example.org>\r\n",
                "From: ann@example.org\r\nSender: boss@example.org\r\n",
                "From: ann@example.org\r\nSender: ann@example.org\r\nSender: sales@example.org\r\n",
                "From: ann@example.org\r\nSender: ann@example.org, sales@example.org\r\n",
                "From: <ann@example.org> <boss@example.org>\r\n",
                "From: boss@example.org ann@example.org\r\n",
                "From: ann@example.org boss@example.org\r\n",
                "From: ann@example.org; boss@example.org\r\n",
                "From: ann@example.org (x) boss@example.org\r\n",
                "From: (ann@example.org) boss@example.org\r\n",
                "From: boss@example.org <>, ann@example.org\r\n",
                "From: =?utf-8?q?boss=40example.org?=\r\n",
                "From: <=?utf-8?q?ann?=@example.org>\r\n",
                "From: =?utf-8?q?Ann?= <=?utf-8?q?boss=40example=2Eorg?=>\r\n",
                "From: \"ann@example.org\"@example.org\r\n",
                "From: ann@example.org.\r\n",
                "From: <ann@example.org@example.net>\r\n",
                "From: <ann@example.org\r\n\t, boss@example.org>\r\n",
                "From: a:;, boss@example.org\r\n",
                "From: ann@example.org,,, b: boss@example.org;\r\n",
                "From: ann@example.org\r\nSender: team: ann@example.org, sales@example.org;\r\n",
                "From: ann@example.org\r\nSender:\r\n",
                "fRoM\t: boss@example.org\r\n",
                "From: ann\r\n",
                "From: \r\n",
            })
    void r22_headersOfOthersAreRefused(String header) throws Exception {
        try (Wire wire = post.ann()) {
            assertThat(send(wire, header + "Subject: x\r\n\r\nx")).startsWith("550 5.7.1");
            assertThat(wire.ask("NOOP")).startsWith("250 ");
        }
        assertThat(next.mails()).isEmpty();
    }

    /** Nobody reads a field to the end of a megabyte, so one of which a part was not read proves nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"From", "Sender"})
    void r22_anAddressBeyondWhatIsReadIsNotTheLogins(String field) throws Exception {
        String folds = ("\r\n " + "(" + "x".repeat(903) + ")").repeat(113); // a little less than what is refused anyway
        String header = field + ": <ann@example.org>," + folds + " boss@example.org\r\n";
        try (Wire wire = post.ann()) {
            assertThat(send(wire, header + "Subject: x\r\n\r\nx")).startsWith("550 5.7.1");
        }
        assertThat(next.mails()).isEmpty();
    }

    @Test
    void r22_reversePathsOfOthersAreRefusedAndOwnOnesTaken() throws Exception {
        try (Wire wire = post.ann()) {
            assertThat(wire.ask("MAIL FROM:<boss@example.org>"))
                    .isEqualTo("550 5.7.1 boss@example.org is not your address");
            assertThat(wire.ask("MAIL FROM:<Sales@EXAMPLE.org>")).startsWith("250 ");
            assertThat(wire.ask("RSET", "MAIL FROM:<>")).startsWith("250 ");
        }
    }

    @Test
    void r23_nothingGoesWithoutALogin() throws Exception {
        try (Wire wire = new Wire(post.submission())) {
            wire.reply();
            wire.ask("EHLO laptop.example.org");
            assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("530 5.7.0");
            assertThat(wire.ask("RCPT TO:<bob@example.net>")).startsWith("503 5.5.1");
        }
    }

    @Test
    void r24_moreThanAnHourAllowsHasToWait() throws Exception {
        post.close();
        post = new Post(folder, next, new Allotment(2, 150, 1_000, 1_000, 1_000));
        try (Wire wire = post.ann()) {
            send(wire, FROM + "\r\nx");
            send(wire, FROM + "\r\nx");
            assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("450 4.7.1");
        }
        assertThat(next.mails()).hasSize(2);
    }

    @Test
    void r24_aRestartFillsNothingUp() throws Exception {
        for (int run = 0; run < 2; run++) {
            post.close();
            post = new Post(folder, next, new Allotment(2, 150, 1_000, 1_000, 1_000));
            try (Wire wire = post.ann()) {
                assertThat(send(wire, FROM + "\r\nx")).startsWith("250 ");
            }
        }
        post.close();
        post = new Post(folder, next, new Allotment(2, 150, 1_000, 1_000, 1_000));
        try (Wire wire = post.ann()) {
            assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("450 4.7.1");
        }
        post.close();
        Files.writeString(folder.resolve("allotments"), "stagepost-allotments 1 yesterday\n");
        post = new Post(folder, next, new Allotment(2, 150, 1_000, 1_000, 1_000));
        try (Wire wire = post.ann()) {
            assertThat(wire.ask("MAIL FROM:<ann@example.org>"))
                    .as("who cannot know lets her send")
                    .startsWith("250 ");
        }
    }

    @Test
    void r24_aDayAndStrangersAreCountedAsWellAndSomebodyIsAlarmed() throws Exception {
        post.close();
        post = new Post(folder, next, new Allotment(100, 100, 3, 100, 2));
        try (Wire wire = post.ann()) {
            wire.ask("MAIL FROM:<ann@example.org>", "RCPT TO:<a@example.net>", "RCPT TO:<b@example.net>");
            assertThat(wire.ask("RCPT TO:<c@example.net>"))
                    .isEqualTo("450 4.7.1 you have used up all new correspondents of a day, try again later");
            wire.ask("DATA");
            assertThat(wire.send(FROM + "\r\nx\r\n.\r\n").reply()).startsWith("250 ");
            wire.ask("MAIL FROM:<ann@example.org>");
            assertThat(wire.ask("RCPT TO:<C@example.net>")).startsWith("450 4.7.1");
            assertThat(wire.ask("RCPT TO:<A@example.net>")).as("no stranger").startsWith("250 ");
            wire.ask("DATA");
            assertThat(wire.send(FROM + "\r\nx\r\n.\r\n").reply()).startsWith("250 ");
            assertThat(alarms()).containsExactly("alarm: all new correspondents of a day are used up");
        }
        post.close();
        post = new Post(folder, next, new Allotment(100, 100, 3, 100, 1));
        try (Wire wire = post.ann()) {
            wire.ask("MAIL FROM:<ann@example.org>", "RCPT TO:<a@example.net>", "RCPT TO:<b@example.net>", "DATA");
            assertThat(wire.send(FROM + "\r\nx\r\n.\r\n").reply())
                    .as("whom she wrote to before the restart")
                    .startsWith("250 ");
            assertThat(wire.ask("MAIL FROM:<ann@example.org>"))
                    .isEqualTo("450 4.7.1 you have used up all messages of a day, try again later");
            assertThat(alarms()).containsExactly("alarm: all messages of a day are used up");
        }
    }

    private List<String> alarms() {
        return post.events().stream()
                .map(TraceEvent::what)
                .filter(what -> what.startsWith("alarm"))
                .toList();
    }

    @Test
    void r25_whoLeavesBehindTheFinalDotHasSentItOnceAndTheRepeatIsFlagged() throws Exception {
        String message = FROM + "Message-ID: <one@example.org>\r\n\r\nx";
        next.gate().acquire();
        try (Wire wire = post.ann()) {
            wire.ask("MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.net>", "DATA");
            wire.send(message + "\r\n.\r\n");
            while (next.mails().isEmpty()) Thread.onSpinWait();
        }
        next.gate().release();
        assertThat(post.event().kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(next.mails()).as("nobody was there to hear the answer").hasSize(1);
        TraceId first = next.mails().getFirst().envelope().trace();

        try (Wire wire = post.ann()) {
            assertThat(send(wire, message)).startsWith("250 ");
            assertThat(next.mails()).as("never dropped").hasSize(2);
            assertThat(post.events())
                    .filteredOn(event -> event.kind() == Kind.REPEATED)
                    .singleElement()
                    .extracting(TraceEvent::id, TraceEvent::what)
                    .containsExactly(next.mails().getLast().envelope().trace(), "repeats " + first);
        }
    }

    @Test
    void moreThanMayWaitForLaterIsRefusedAtMailAndBehindTheMessage() throws Exception {
        String later = "MAIL FROM:<ann@example.org> HOLDFOR=3600";
        try (Wire wire = post.ann()) {
            assertThat(wire.ask(later + " SIZE=1001")).startsWith("552 5.7.16 ");
            for (int i = 0; i < 2; i++) {
                wire.ask("RSET", later, "RCPT TO:<later@example.net>", "DATA");
                assertThat(wire.send(FROM + "\r\nx\r\n.\r\n").reply()).startsWith("452 ");
            }
            wire.ask(later, "RCPT TO:<bob@example.net>", "DATA");
            assertThat(wire.send(FROM + "\r\n" + "x".repeat(900) + "\r\n.\r\n").reply())
                    .as("larger than it said")
                    .startsWith("552 5.7.16 ");
            for (int i = 0; i < 2; i++) {
                wire.ask(later + " SIZE=100", "RCPT TO:<bob@example.net>", "DATA");
                assertThat(wire.send(FROM + "\r\nx\r\n.\r\n").reply()).startsWith("250 ");
            }
            assertThat(wire.ask(later)).startsWith("552 5.7.16 ");
            assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("250 ");
        }
        assertThat(next.mails()).hasSize(2);
    }

    @Test
    void r24_recipientsAreCountedAsWell() throws Exception {
        String[] hundred = IntStream.range(0, 100)
                .mapToObj(i -> "RCPT TO:<r" + i + "@example.net>")
                .toArray(String[]::new);
        try (Wire wire = post.ann()) {
            wire.ask("MAIL FROM:<ann@example.org>");
            assertThat(wire.ask(hundred)).startsWith("250 ");
            assertThat(wire.ask("DATA")).startsWith("354 ");
            assertThat(wire.send(FROM + "\r\nx\r\n.\r\n").reply()).startsWith("250 ");
            wire.ask("MAIL FROM:<ann@example.org>");
            assertThat(wire.ask(hundred)).startsWith("450 4.7.1");
        }
    }

    @Test
    void r24_whatTheNextStageRefusesMayBeSentAgain() throws Exception {
        post.close();
        post = new Post(folder, next, new Allotment(2, 150, 1_000, 1_000, 1_000));
        try (Wire wire = post.ann()) {
            for (int i = 0; i < 3; i++) {
                wire.ask("MAIL FROM:<ann@example.org>", "RCPT TO:<later@example.net>", "DATA");
                assertThat(wire.send(FROM + "\r\nx\r\n.\r\n").reply()).startsWith("452 ");
            }
            assertThat(send(wire, FROM + "\r\nx")).startsWith("250 ");
            assertThat(send(wire, FROM + "\r\nx")).startsWith("250 ");
            assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("450 4.7.1");
        }
    }

    @Test
    void r24_whoAsksForNobodyComesToAnEnd() throws Exception {
        post.close();
        post = new Post(folder, next, new Allotment(1_000, 3, 1_000, 1_000, 1_000));
        for (int i = 0; i < 3; i++) {
            try (Wire wire = post.ann()) {
                wire.ask("MAIL FROM:<ann@example.org>");
                assertThat(wire.ask("RCPT TO:<nobody@example.org>")).startsWith("550 5.1.1");
            }
        }
        try (Wire wire = post.ann()) {
            assertThat(wire.ask("MAIL FROM:<ann@example.org>")).startsWith("450 4.7.1");
        }
    }

    @Test
    void r24_aLoginThatAProxyNamesHasTheSameBounds() throws Exception {
        post.close();
        post = new Post(
                folder,
                next,
                new Allotment(1_000, 3, 1_000, 1_000, 1_000),
                List.of(AddressRange.parse("127.0.0.1")),
                List.of());
        try (Wire wire = new Wire(post.submission())) {
            wire.reply();
            wire.ask("EHLO proxy.example");
            assertThat(wire.ask("XCLIENT ADDR=192.0.2.9 LOGIN=ann@example.org")).startsWith("220 ");
            wire.ask("EHLO laptop.example.org");
            wire.ask("MAIL FROM:<ann@example.org>");
            for (int i = 0; i < 3; i++)
                assertThat(wire.ask("RCPT TO:<r" + i + "@example.net>")).startsWith("250 ");
            assertThat(wire.ask("RCPT TO:<r3@example.net>")).startsWith("450 4.7.1");
            assertThat(wire.ask("DATA")).startsWith("354 ");
            assertThat(wire.send(FROM + "\r\nx\r\n.\r\n").reply()).startsWith("250 ");
        }
        try (Wire wire = post.ann()) {
            assertThat(wire.ask("MAIL FROM:<ann@example.org>"))
                    .as("one account")
                    .startsWith("450 4.7.1");
        }
        assertThat(next.mails()).hasSize(1);
    }

    @Test
    void recipientsAreRefusedWhileTheAuthorIsThere() throws Exception {
        try (Wire wire = post.ann()) {
            wire.ask("MAIL FROM:<ann@example.org>");
            assertThat(wire.ask("RCPT TO:<nobody@example.org>")).isEqualTo("550 5.1.1 no such user");
        }
    }

    @Test
    void aRefusalBehindTheMessageNamesItsRecipientAndNobodyGetsIt() throws Exception {
        try (Wire wire = post.ann()) {
            wire.ask(
                    "MAIL FROM:<ann@example.org>",
                    "RCPT TO:<bob@example.net>",
                    "RCPT TO:<later@example.net>",
                    "RCPT TO:<late@example.net>",
                    "DATA");
            assertThat(wire.send(FROM + "\r\nx\r\n.\r\n").reply()).isEqualTo("550 5.1.1 late@example.net: gone");
            wire.ask("MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.net>", "RCPT TO:<later@example.net>", "DATA");
            assertThat(wire.send(FROM + "\r\nx\r\n.\r\n").reply()).isEqualTo("452 4.2.2 later@example.net: full");
        }
        assertThat(next.mails()).isEmpty();
    }

    @Test
    void whatTheAuthorWantsToBeToldGoesOn() throws Exception {
        try (Wire wire = post.ann()) {
            wire.ask(
                    "MAIL FROM:<ann@example.org> RET=HDRS ENVID=e1 BODY=8BITMIME",
                    "RCPT TO:<bob@example.net> NOTIFY=SUCCESS",
                    "DATA");
            wire.send(FROM + "\r\nx\r\n.\r\n").reply();
        }
        NextStage.Mail mail = next.mails().get(0);
        assertThat(mail.envelope().options().returned()).contains(MailOptions.Returned.HDRS);
        assertThat(mail.envelope().recipients().get(0).notices()).hasSize(1);
    }
}

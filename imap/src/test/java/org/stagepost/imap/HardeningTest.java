package org.stagepost.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.dialogue.Wire;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.StoreException;
import org.stagepost.net.Limits;
import org.stagepost.sasl.Mechanisms.InClear;

/** Bad input, octet by octet; long because each row of the catalogue is a test of its own, named by its id. */
class HardeningTest {
    @TempDir
    Path folder;

    private TestServer server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException, StoreException {
        MemoryStore store = new MemoryStore();
        Fixtures.fill(store);
        server = new TestServer(store, folder, InClear.ON_LOOPBACK);
        client = new RawClient(server.address());
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        client.close();
        server.close();
    }

    private void login() throws IOException {
        client.close();
        client = RawClient.loggedIn(server.address());
    }

    /** The session still answers, once, and so does the server. */
    private void expectInStep() throws IOException {
        client.send("probe NOOP\r\n");
        assertThat(client.line()).startsWith("probe OK");
        expectServing();
    }

    private void expectServing() throws IOException {
        try (RawClient other = new RawClient(server.address())) {
            assertThat(other.ask("x NOOP")).startsWith("x OK");
        }
    }

    @Test
    void c1_theSilentAreSentAway() throws Exception {
        try (TestServer impatient =
                        new TestServer(new MemoryStore(), folder, InClear.ON_LOOPBACK, Duration.ofMillis(300));
                RawClient silent = new RawClient(impatient.address());
                RawClient half = new RawClient(impatient.address())) {
            half.send("a NO");
            assertThat(silent.rest()).startsWith("* BYE");
            assertThat(half.rest()).startsWith("* BYE");
        }
    }

    @Test
    void c4_anAccountHasFiveSessionsAndNoMore() throws IOException {
        List<RawClient> five = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) five.add(RawClient.loggedIn(server.address()));
            assertThat(client.ask("a LOGIN ann@example.org pass")).startsWith("a NO [LIMIT]");
            assertThat(five.removeFirst().ask("b LOGOUT")).startsWith("b OK");
            assertThat(client.ask("c LOGIN ann@example.org pass")).startsWith("c OK");
            for (RawClient each : five) assertThat(each.ask("d NOOP")).startsWith("d OK");
        } finally {
            for (RawClient each : five) each.close();
        }
    }

    @Test
    void c5_underStressOneErrorIsEnough() throws Exception {
        Limits five = new Limits(5, 5, Duration.ofSeconds(20));
        List<RawClient> four = new ArrayList<>();
        try (TestServer small = new TestServer(new MemoryStore(), folder, InClear.ON_LOOPBACK, five)) {
            for (int i = 0; i < 4; i++) {
                four.add(new RawClient(small.address()));
                assertThat(four.getLast().ask("a FOO")).startsWith("a BAD");
            }
            assertThat(four.getFirst().ask("b LOGIN ann@example.org pass")).startsWith("b OK");
            try (RawClient fifth = new RawClient(small.address())) {
                assertThat(four.getFirst().ask("c FOO")).startsWith("c BAD");
                assertThat(four.getFirst().ask("d NOOP")).startsWith("d OK");
                assertThat(four.getLast().ask("d NOOP")).startsWith("d OK");
                fifth.send("a FOO\r\n");
                assertThat(fifth.rest()).startsWith("a BAD").contains("* BYE");
            }
        } finally {
            for (RawClient each : four) each.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a NO\0OP\r\n",
                "a NOOP\0\r\n",
                "a NO\rOP\r\n",
                "a NOOP\n",
                "a N\u00ffOP\r\n",
                "\u00c3\u00bc NOOP\r\n",
                "a SELECT \"\u00c3\"\r\n",
                "a LOGIN \u00fc p\r\n",
                "\r\n",
            })
    void c6_badOctetsAreBad(String line) throws IOException {
        client.send(line);
        assertThat(client.line()).matches("(a|\\*) BAD .*");
        expectInStep();
    }

    @Test
    void c6_nulInALiteralIsBad() throws IOException {
        client.send("a LOGIN {3+}\r\na\0b x\r\n");
        assertThat(client.line()).startsWith("a BAD");
        expectInStep();
    }

    @Test
    void c7_tlsOnThePlainPortIsClosed() throws IOException {
        client.send("\u0016\u0003\u0001\u0001\u0000\u0001\u0000\u0000\u00fc\u0003\u0003" + "x".repeat(250) + "\r\n");
        client.rest();
        expectServing();
    }

    @Test
    void c7_plainTextOnTheTlsPortIsClosed() throws IOException {
        try (Wire plain = new Wire(server.tlsAddress())) {
            assertThat(plain.send("a NOOP\r\nb LOGIN ann@example.org pass\r\n").line())
                    .doesNotContain("OK", "BAD", "BYE");
        }
        expectServing();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: x\r\n\r\na LOGIN ann@example.org pass\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\n\r\na LOGIN ann@example.org pass\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "connect x:1 HTTP/1.1\r\na NOOP\r\n",
                "PROXY TCP4 192.0.2.9 192.0.2.2 77 143\r\na NOOP\r\n",
            })
    void c8_c16_otherProtocolsAreSentAwayAtTheirFirstLine(String request) throws IOException {
        client.send(request);
        assertThat(client.rest()).startsWith("* BYE").doesNotContain("a OK", "BAD");
        expectServing();
    }

    @Test
    void c16_theBinaryHeaderOfAProxyIsSentAwayHoweverCut() throws IOException {
        String header = "\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000ca NOOP\r\n";
        for (int cut = 1; cut < header.length(); cut++) {
            try (RawClient proxy = new RawClient(server.address())) {
                proxy.send(header.substring(0, cut));
                proxy.send(header.substring(cut));
                assertThat(proxy.rest()).contains("* BYE this is a mail").doesNotContain("a OK");
            }
        }
        expectServing();
    }

    /** Whatever tag a client likes, once it has shown that it is one. */
    @Test
    void aTagMayBeAWordOfOthers() throws IOException {
        login();
        assertThat(client.ask("COPY NOOP")).startsWith("COPY OK");
    }

    @Test
    void c11_startTlsInjectionIsNeverObeyed() throws IOException {
        client.send("a STARTTLS\r\nb NOOP\r\n");
        assertThat(client.rest()).startsWith("a BAD").doesNotContain("b OK");
        expectServing();
    }

    @Test
    void c12_startTlsInjectionIsNeverObeyedHoweverCut() throws IOException {
        String attack = "a STARTTLS\r\nb NOOP\r\nc CAPABILITY\r\n";
        for (int cut = 1; cut < attack.length(); cut++) {
            try (RawClient attacker = new RawClient(server.address())) {
                attacker.send(attack.substring(0, cut));
                attacker.send(attack.substring(cut));
                assertThat(attacker.rest()).as("cut at %d", cut).doesNotContain("b OK", "c OK", "* CAPABILITY");
            }
        }
        expectServing();
    }

    @Test
    void c12_injectionIsSeenBehindALoginToo() throws IOException {
        String attack = "a LOGIN ann@example.org wrong\r\nb STARTTLS\r\nc NOOP\r\nd CAPABILITY\r\n";
        for (int cut = 1; cut <= attack.length(); cut++) {
            try (RawClient attacker = new RawClient(server.address())) {
                attacker.send(attack.substring(0, cut));
                attacker.send(attack.substring(cut));
                assertThat(attacker.rest())
                        .as("cut at %d", cut)
                        .startsWith("a NO [AUTHENTICATIONFAILED]")
                        .doesNotContain("c OK", "d OK", "* CAPABILITY");
            }
        }
        expectServing();
    }

    @Test
    void c12_plainTextBehindTheGoAheadIsNoCommand() throws IOException {
        assertThat(client.ask("a STARTTLS")).startsWith("a OK");
        client.send("b NOOP\r\nc CAPABILITY\r\n");
        assertThat(client.rest()).doesNotContain("OK", "* CAPABILITY");
        expectServing();
    }

    @Test
    void c14_thereIsNoStartTlsBehindALogin() throws IOException {
        login();
        assertThat(client.ask("a STARTTLS")).startsWith("a BAD");
        assertThat(client.ask("b SELECT INBOX")).startsWith("b OK");
        assertThat(client.ask("c STARTTLS")).startsWith("c BAD");
        expectInStep();
    }

    @Test
    void c13_nothingIsRememberedAcrossStartTls() throws IOException {
        assertThat(client.ask("a ID (\"name\" \"x\")")).startsWith("a OK");
        assertThat(client.ask("b XYZZY")).startsWith("b BAD");
        assertThat(client.ask("c STARTTLS")).startsWith("c OK");
        client.startTls();
        client.send("d CAPABILITY\r\n");
        assertThat(client.line()).doesNotContain("STARTTLS").contains("AUTH=SCRAM-SHA-256 ");
        assertThat(client.line()).startsWith("d OK");
        assertThat(client.ask("e SELECT INBOX")).startsWith("e BAD log in first");
    }

    /** RFC 9266 section 2: under TLS 1.3 clients look for tls-exporter, which our TLS does not have. */
    @Test
    void plusIsOfferedUnderTls12() throws IOException {
        assertThat(client.ask("a STARTTLS")).startsWith("a OK");
        client.startTls("TLSv1.2");
        client.send("b CAPABILITY\r\n");
        assertThat(client.line()).contains("AUTH=SCRAM-SHA-256-PLUS AUTH=SCRAM-SHA-256 ");
    }

    @Test
    void c14_startTlsOnceOnlyAndWithoutArgument() throws IOException {
        assertThat(client.ask("a STARTTLS now")).startsWith("a BAD");
        assertThat(client.ask("b STARTTLS")).startsWith("b OK");
        client.startTls();
        assertThat(client.ask("c STARTTLS")).startsWith("c BAD");
        assertThat(client.ask("d LOGIN ann@example.org pass")).startsWith("d OK");
        assertThat(client.ask("e STARTTLS")).startsWith("e BAD");
        expectInStep();
    }

    @Test
    void c15_noPasswordWithoutTls() throws Exception {
        try (TestServer strict = new TestServer(new MemoryStore(), folder, InClear.NOWHERE);
                RawClient other = new RawClient(strict.address())) {
            assertThat(other.ask("a LOGIN ann@example.org pass")).startsWith("a NO [PRIVACYREQUIRED]");
            assertThat(other.ask("b AUTHENTICATE PLAIN AGFubgBwYXNz")).startsWith("b NO [PRIVACYREQUIRED]");
            other.send("c CAPABILITY\r\n");
            assertThat(other.line()).contains("LOGINDISABLED").doesNotContain("AUTH=");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"+5", "-1", "\u00d9\u00a3", " 7", "4294967296", "9223372036854775808", "99999999999999999999999"
            })
    void c18_numbersAreAsciiDigitsBelow32Bits(String number) throws IOException {
        login();
        assertThat(client.ask("a SELECT INBOX")).startsWith("a OK");
        assertThat(client.ask("b FETCH " + number + " FLAGS")).startsWith("b BAD");
        assertThat(client.ask("c FETCH 1 BODY[]<" + number + ".1>")).startsWith("c BAD");
        assertThat(client.ask("d SEARCH LARGER " + number)).startsWith("d BAD");
        assertThat(client.ask("e UID FETCH 1:" + number + " FLAGS")).startsWith("e BAD");
        assertThat(client.ask("f SELECT {" + number + "}")).startsWith("f BAD");
        expectInStep();
    }

    @Test
    void c20_aFaultOfOursEndsOneSessionOnly() throws Exception {
        MailStore broken = new MailStore() {
            @Override
            public Mailboxes of(Address account) {
                throw new IllegalStateException("broken for the test");
            }

            @Override
            public void forget(Address account) {}
        };
        try (TestServer faulty = new TestServer(broken, folder, InClear.ON_LOOPBACK);
                RawClient other = new RawClient(faulty.address());
                RawClient unlucky = new RawClient(faulty.address())) {
            unlucky.send("a LOGIN ann@example.org pass\r\n");
            assertThat(unlucky.rest()).startsWith("* BYE internal error");
            assertThat(other.ask("b NOOP")).startsWith("b OK");
            assertThat(faulty.faults()).isOne();
        }
    }

    @Test
    void c20_anInterruptEndsOneSessionOnly() throws Exception {
        MemoryStore store = new MemoryStore();
        AtomicReference<Thread> session = new AtomicReference<>();
        MailStore watched = new MailStore() {
            @Override
            public Mailboxes of(Address account) throws StoreException {
                session.set(Thread.currentThread());
                return store.of(account);
            }

            @Override
            public void forget(Address account) {}
        };
        Fixtures.fill(store);
        for (String command : List.of("NOOP", "IDLE")) {
            try (TestServer interrupted = new TestServer(watched, folder, InClear.ON_LOOPBACK);
                    RawClient other = new RawClient(interrupted.address());
                    RawClient unlucky = RawClient.loggedIn(interrupted.address())) {
                unlucky.send("a " + command + "\r\n");
                unlucky.line();
                session.get().interrupt();
                assertThat(unlucky.rest()).startsWith("* BYE internal error");
                assertThat(other.ask("b NOOP")).startsWith("b OK");
                assertThat(interrupted.faults()).isOne();
            }
        }
    }

    @Test
    void c20_stoppingSaysGoodbye() throws Exception {
        TestServer stopping = new TestServer(new MemoryStore(), folder, InClear.ON_LOOPBACK);
        try (RawClient waiting = RawClient.loggedIn(stopping.address());
                RawClient idling = RawClient.loggedIn(stopping.address())) {
            idling.send("a IDLE\r\n");
            assertThat(idling.line()).startsWith("+ ");
            stopping.close();
            assertThat(waiting.rest()).startsWith("* BYE");
            assertThat(idling.rest()).startsWith("* BYE");
        }
    }

    @Test
    void i1_literalsAreBounded() throws IOException {
        login();
        for (String size : List.of("4294967296", "-1", "99999999999999999999", "10-", "")) {
            assertThat(client.ask("a SELECT {" + size + "}")).startsWith("a BAD");
        }
        assertThat(client.ask("b APPEND INBOX {400001}")).startsWith("b NO [TOOBIG]");
        client.send("c APPEND INBOX {400001+}\r\n" + "x".repeat(400_001) + "\r\n");
        assertThat(client.line()).startsWith("c NO [TOOBIG]");
        client.send("d SELECT {200000+}\r\n" + "x".repeat(200_000) + " y\r\n");
        assertThat(client.line()).startsWith("d BAD");
        expectInStep();
    }

    @Test
    void i1_tooMuchToReadAwayEndsTheDialogue() throws IOException {
        login();
        client.send("a APPEND INBOX {4000000000+}\r\n");
        assertThat(client.rest()).contains("* BYE");
        expectServing();
    }

    @Test
    void i2_strangersMaySendLittle() throws IOException {
        client.send("a LOGIN {8193+}\r\n" + "x".repeat(8_193) + " p\r\n");
        assertThat(client.line()).startsWith("a BAD");
        assertThat(client.ask("b LOGIN {1048576}")).startsWith("b BAD");
        client.send("c LOGIN ann {1048576+}\r\n");
        assertThat(client.line()).startsWith("c BAD");
        assertThat(client.line()).startsWith("* BYE");
        expectServing();
    }

    @Test
    void i4_parenthesesHaveADepth() throws IOException {
        login();
        assertThat(client.ask("a SELECT INBOX")).startsWith("a OK");
        assertThat(client.ask("b SEARCH " + "(".repeat(60_000))).startsWith("b BAD");
        assertThat(client.ask("c FETCH 1 " + "(".repeat(60_000))).startsWith("c BAD");
        assertThat(client.ask("d STORE 1 FLAGS " + "(".repeat(60_000))).startsWith("d BAD");
        assertThat(client.ask("e LIST " + "(".repeat(60_000))).startsWith("e BAD");
        expectInStep();
    }

    @Test
    void i5_linesHaveALength() throws IOException {
        client.send("a NOOP " + "x".repeat(9_000) + "\r\n");
        assertThat(client.line()).startsWith("* BAD");
        client.send("x".repeat(8_000) + " NOOP\r\n");
        assertThat(client.line()).endsWith("OK NOOP completed");
        expectInStep();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"* NOOP", "+ NOOP", "a+b NOOP", "a{1} NOOP", "a*b NOOP", "a%b NOOP", "\"a\" NOOP", "(a NOOP"})
    void i5_whatIsNoTagGetsAnUntaggedAnswer(String line) throws IOException {
        client.send(line + "\r\n");
        assertThat(client.line()).startsWith("* BAD");
        expectInStep();
    }

    @Test
    void i5_aLineWithoutEndEndsTheDialogue() throws IOException {
        login();
        try {
            for (int i = 0; i < 1_280; i++) client.send("x".repeat(8 << 10));
        } catch (IOException e) {
            assertThat(e).as("the server closes before all is sent").isNotNull();
        }
        expectServing();
    }

    @Test
    void i6_hugeSetsAreMerged() throws IOException {
        login();
        assertThat(client.ask("a SELECT INBOX")).startsWith("a OK");
        client.send("b FETCH " + "1:*,".repeat(16_000) + "1 UID\r\n");
        assertThat(client.line()).isEqualTo("* 1 FETCH (UID 1)");
        assertThat(client.completion("b")).startsWith("b OK");
        assertThat(client.ask("c UID FETCH 1:4294967295 UID")).startsWith("c OK");
        assertThat(client.ask("d FETCH 0 UID")).startsWith("d BAD");
        assertThat(client.ask("e FETCH 3:1 UID")).startsWith("e OK");
        assertThat(client.ask("f FETCH $ UID")).startsWith("f BAD");
        expectInStep();
    }

    @Test
    void i9_oddSectionsAreBadOrEmpty() throws IOException {
        login();
        assertThat(client.ask("a SELECT INBOX")).startsWith("a OK");
        assertThat(client.ask("b FETCH 1 BODY[]<0.0>")).startsWith("b BAD");
        assertThat(client.ask("c FETCH 1 BODY[" + "1.".repeat(20_000) + "1]")).startsWith("c BAD");
        assertThat(client.ask("d FETCH 1 BODY[1.1.1.1.1]")).startsWith("d OK");
        assertThat(client.ask("e FETCH 1 BODY[HEADER.FIELDS (" + "x ".repeat(10_000) + "x)]"))
                .startsWith("e OK");
        expectInStep();
    }

    @Test
    void i12_appendIsAllOrNothing() throws IOException {
        login();
        client.send("a APPEND INBOX {5+}\r\nab\0de\r\n");
        assertThat(client.line()).startsWith("a BAD");
        assertThat(client.ask("b APPEND INBOX (\\Bogus) {3}")).startsWith("b BAD");
        assertThat(client.ask("c APPEND INBOX \" 1-Jan-0000 00:00:00 +0000\" {3+}\r\nabc"))
                .startsWith("c OK");
        client.send("d APPEND INBOX {5+}\r\nab");
        client.close();
        login();
        client.send("e STATUS INBOX (MESSAGES)\r\n");
        assertThat(client.line()).isEqualTo("* STATUS \"INBOX\" (MESSAGES 4)");
        try (Stream<Path> left =
                Files.exists(folder.resolve("spill")) ? Files.list(folder.resolve("spill")) : Stream.of()) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void i12_aDiskThatRefusesLeavesTheDialogueInStep() throws IOException {
        login();
        Files.writeString(folder.resolve("spill"), "where a folder should be");
        client.send("a APPEND INBOX {300000+}\r\n" + "x".repeat(300_000) + "\r\n");
        assertThat(client.line()).startsWith("a NO [UNAVAILABLE]");
        expectInStep();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "/",
                "..",
                "a/../b",
                "./x",
                "a//b",
                "&AGE-",
                "&IC4-x",
                "&2D3",
                "&AAA-",
                "{3+}\r\na\rb",
                "{3+}\r\na\tb",
            })
    void i13_namesThatCannotBeKeptAreRefused(String name) throws IOException {
        login();
        for (String command : List.of("CREATE", "SELECT", "DELETE", "SUBSCRIBE", "UNSUBSCRIBE")) {
            assertThat(client.ask("a " + command + " " + name)).startsWith("a NO [CANNOT]");
        }
        assertThat(client.ask("b RENAME Trash " + name)).startsWith("b NO [CANNOT]");
        assertThat(client.ask("c STATUS " + name + " (MESSAGES)")).startsWith("c NO [CANNOT]");
        expectInStep();
    }

    /** Other programs may have made such a mailbox, and then it can be used (RFC 9051 5.1). */
    @ParameterizedTest
    @ValueSource(strings = {"\"a\\\"*\"", "\"a%\""})
    void i13_namesThatListTakesForPatternsAreNotMade(String name) throws IOException {
        login();
        assertThat(client.ask("a CREATE " + name)).startsWith("a NO [CANNOT]");
        assertThat(client.ask("b RENAME Trash " + name)).startsWith("b NO [CANNOT]");
        assertThat(client.ask("c SELECT " + name)).startsWith("c NO [NONEXISTENT]");
        expectInStep();
    }

    @Test
    void i13_namesHaveALengthAndADepth() throws IOException {
        login();
        assertThat(client.ask("a CREATE " + "x".repeat(5_000))).startsWith("a NO [CANNOT]");
        assertThat(client.ask("b CREATE " + "x/".repeat(1_000) + "x")).startsWith("b NO [CANNOT]");
        assertThat(client.ask("c SELECT iNbOx")).startsWith("c OK");
        expectInStep();
    }

    @Test
    void i14_mailboxesInUseStayConsistent() throws IOException {
        login();
        assertThat(client.ask("a RENAME Trash Trash/below")).startsWith("a NO [CANNOT]");
        assertThat(client.ask("b DELETE INBOX")).startsWith("b NO");
        assertThat(client.ask("c CREATE one/two")).startsWith("c OK");
        assertThat(client.ask("d CREATE one")).startsWith("d OK");
        assertThat(client.ask("e CREATE one")).startsWith("e NO [ALREADYEXISTS]");
        assertThat(client.ask("f DELETE one")).startsWith("f OK");
        assertThat(client.ask("g DELETE one")).startsWith("g NO [HASCHILDREN]");
        expectInStep();
    }

    @Test
    void i16_flagsAreBounded() throws IOException {
        login();
        assertThat(client.ask("a SELECT INBOX")).startsWith("a OK");
        assertThat(client.ask("b STORE 1 +FLAGS (\\Recent)")).startsWith("b BAD");
        assertThat(client.ask("c STORE 1 +FLAGS (" + "k".repeat(200) + ")")).startsWith("c BAD");
        assertThat(client.ask("d STORE 1 +FLAGS (a b c d e f g h i j k l)")).startsWith("d NO [LIMIT]");
        expectInStep();
    }

    @Test
    void i18_idleEndsWithDoneOnly() throws IOException {
        login();
        client.send("a IDLE\r\n");
        assertThat(client.line()).startsWith("+ ");
        assertThat(client.ask("a NOOP")).startsWith("a BAD");
        expectInStep();
    }

    @Test
    void i20_idIsBounded() throws IOException {
        login();
        assertThat(client.ask("a ID (" + "\"x\" NIL ".repeat(30).strip() + ")")).startsWith("a OK");
        assertThat(client.ask("b ID (" + "\"x\" NIL ".repeat(31).strip() + ")")).startsWith("b BAD");
        assertThat(client.ask("c ID (\"x\" \"" + "y".repeat(1_025) + "\")")).startsWith("c BAD");
        assertThat(client.ask("d ID (\"" + "x".repeat(31) + "\" NIL)")).startsWith("d BAD");
        expectInStep();
    }

    @Test
    void i21_badCommandsAreCounted() throws IOException {
        login();
        for (int i = 0; i < 20; i++) assertThat(client.ask("a XYZZY")).startsWith("a BAD");
        assertThat(client.rest()).startsWith("* BYE");
        expectServing();
    }

    @Test
    void a1_unknownUserAndWrongPasswordLookAlike() throws IOException {
        String wrong = client.ask("a LOGIN ann@example.org wrong");
        assertThat(wrong).startsWith("a NO [AUTHENTICATIONFAILED]");
        assertThat(client.ask("a LOGIN nobody@example.org wrong")).isEqualTo(wrong);
    }

    @Test
    void a3_oddExchangesAreRefused() throws IOException {
        String other = Base64.getEncoder()
                .encodeToString("bob@example.org\0ann@example.org\0pass".getBytes(StandardCharsets.US_ASCII));
        assertThat(client.ask("a AUTHENTICATE PLAIN " + other)).startsWith("a NO [AUTHORIZATIONFAILED]");
        assertThat(client.ask("b AUTHENTICATE PLAIN *")).startsWith("b BAD");
        client.close();
        client = new RawClient(server.address());
        client.send("c AUTHENTICATE PLAIN\r\n");
        assertThat(client.line()).startsWith("+ ");
        client.send("x".repeat(20_000) + "\r\n");
        assertThat(client.line()).startsWith("c BAD");
        assertThat(client.ask("d AUTHENTICATE PLAIN AA==")).startsWith("d BAD");
        expectServing();
    }
}

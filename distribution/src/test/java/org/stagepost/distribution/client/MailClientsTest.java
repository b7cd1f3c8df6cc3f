package org.stagepost.distribution.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.distribution.Arrows;
import org.stagepost.distribution.Peers;
import org.stagepost.distribution.client.Program.Outcome;
import org.stagepost.distribution.sandbox.Organisation;
import org.stagepost.distribution.sandbox.Person;
import org.stagepost.distribution.sandbox.Ports;
import org.stagepost.distribution.sandbox.Sandbox;
import org.stagepost.trace.Tracer;

/** Mail programs of others, each set up as its users do it, over TLS: what they write arrives, what is there they read. */
final class MailClientsTest {
    private static final String PASSWORD = "sandbox";
    private static final List<String> NAMES =
            List.of("bob", "swaks", "msmtp", "curl", "mbsync", "fetchmail", "getmail", "neomutt");
    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.6"),
            NAMES.stream().map(name -> new Person(name, "mars.test", PASSWORD)).toList());
    private static final String HERE = MARS.address().getHostAddress();

    @TempDir
    static Path folder;

    private static Sandbox sandbox;
    private static Ports ports;
    private static Path certificate;

    private Path home;

    @BeforeAll
    static void start() throws Exception {
        ports = Ports.any(List.of(MARS.address()));
        InetAddress here = Ports.loopback("127.0.0.1");
        Path site = Files.createDirectory(folder.resolve("site"));
        sandbox = Sandbox.open(site, ports, new InetSocketAddress(here, 0), List.of(MARS));
        sandbox.start(MARS, Arrows.IN_PROCESS, Tracer.NONE);
        certificate = MARS.folder(site).resolve("data/tls/self-signed.pem");
    }

    @AfterAll
    static void stop() throws Exception {
        sandbox.close();
    }

    @BeforeEach
    void moveIn(TestInfo test) throws IOException {
        home = Files.createTempDirectory(
                folder, test.getTestMethod().orElseThrow().getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--tls", "--tls-on-connect"})
    void swaksSubmits(String tls) throws Exception {
        Program swaks = Program.of("swaks", home);
        boolean speaksTls = Program.of("perl", home).run("-MNet::SSLeay", "-e1").exit() == 0;
        if (!speaksTls) Peers.missing("swaks", "Net::SSLeay");
        int port = tls.equals("--tls") ? ports.submission() : ports.submissions();
        Outcome sent = swaks.run(
                "--server",
                HERE,
                "--port",
                text(port),
                tls,
                "--auth",
                "PLAIN",
                "--auth-user",
                "bob@mars.test",
                "--auth-password",
                PASSWORD,
                "--from",
                "bob@mars.test",
                "--to",
                "swaks@mars.test",
                "--header",
                "Subject: " + tls);
        assertThat(sent.printed()).contains("=== TLS started", " 235 2.7.0 ", " 250 2.0.0 queued as ");
        assertThat(sent.exit()).isZero();
        assertThat(MailboxOf.named("swaks").subjects()).contains(tls);
    }

    @ParameterizedTest
    @CsvSource({"on, plain", "off, scram-sha-256", "on, scram-sha-256", "off, login"})
    void msmtpSubmits(String startTls, String mechanism) throws Exception {
        Program msmtp = Program.of("msmtp", home);
        Path settings = msmtp.settings("msmtprc", """
            account default
            host %s
            port %d
            from bob@mars.test
            user bob@mars.test
            password %s
            auth %s
            tls on
            tls_starttls %s
            tls_trust_file %s
            tls_host_override mx.mars.test
            """.formatted(
                        HERE,
                        startTls.equals("on") ? ports.submission() : ports.submissions(),
                        PASSWORD,
                        mechanism,
                        startTls,
                        certificate));
        String subject = startTls + " " + mechanism;
        Outcome sent = msmtp.fed(
                "To: msmtp@mars.test\nSubject: " + subject + "\n\n.dot\n",
                "--file=" + settings,
                "--dsn-notify=failure",
                "--read-recipients");
        assertThat(sent).isEqualTo(new Outcome(0, ""));
        assertThat(MailboxOf.named("msmtp").subjects()).contains(subject);
    }

    @Test
    void curlSubmitsAndReadsByImapAndPop3() throws Exception {
        Program curl = Program.of("curl", home);
        Path message = Files.writeString(home.resolve("message"), "Subject: curl\r\n\r\n.dot\r\n..\r\nlast");
        String bob = "bob@mars.test:" + PASSWORD;
        Outcome sent = curl.run(
                "-sSk",
                "smtps://" + HERE + ":" + ports.submissions(),
                "-u",
                bob,
                "--mail-from",
                "bob@mars.test",
                "--mail-rcpt",
                "curl@mars.test",
                "-T",
                message.toString());
        assertThat(sent).isEqualTo(new Outcome(0, ""));
        String reader = "curl@mars.test:" + PASSWORD;
        Outcome imap = curl.run("-sSk", "imaps://" + HERE + ":" + ports.imaps() + "/INBOX;UID=1", "-u", reader);
        Outcome pop3 = curl.run("-sSk", "--ssl-reqd", "pop3://" + HERE + ":" + ports.pop3() + "/1", "-u", reader);
        assertThat(imap.printed()).endsWith("Subject: curl\r\n\r\n.dot\r\n..\r\nlast\r\n");
        assertThat(pop3).isEqualTo(imap);
    }

    /** Told to trust it and nothing else, by every name that it bears and by no other. */
    @ParameterizedTest
    @CsvSource({"mx.mars.test, 0", "localhost, 0", "127.0.0.1, 0", "[::1], 0", "mars.test, 60"})
    void curlTrustsOurCertificateByItsNames(String name, int exit) throws Exception {
        Program curl = Program.of("curl", home);
        Outcome looked = curl.run(
                "-sS",
                "--cacert",
                certificate.toString(),
                "--connect-to",
                "::" + HERE + ":" + ports.imaps(),
                "-u",
                "curl@mars.test:" + PASSWORD,
                "imaps://" + name + ":" + ports.imaps() + "/");
        assertThat(looked.exit()).as(looked.printed()).isEqualTo(exit);
    }

    @Test
    void mbsyncCarriesBothWaysAndThenHasNothingToDo() throws Exception {
        Program mbsync = Program.of("mbsync", home);
        MailboxOf.named("mbsync").append("INBOX", "first");
        MailboxOf.named("mbsync").append("Archive", "second");
        Path near = Files.createDirectory(home.resolve("mail"));
        String settings = mbsync.settings("mbsyncrc", """
            IMAPAccount mars
            Host %s
            Port %d
            User mbsync@mars.test
            Pass %s
            SSLType IMAPS
            CertificateFile %s

            IMAPStore far
            Account mars

            MaildirStore near
            Path %5$s/
            Inbox %5$s/INBOX
            SubFolders Verbatim

            Channel all
            Far :far:
            Near :near:
            Patterns *
            Create Both
            Expunge Both
            SyncState *
            """.formatted(HERE, ports.imaps(), PASSWORD, certificate, near))
                .toString();
        assertThat(mbsync.run("-c", settings, "all").exit()).isZero();
        assertThat(files(near)).filteredOn(file -> file.endsWith(",U=1:2,")).hasSize(2);

        Path work = Files.createDirectory(near.resolve("Work"));
        for (String each : new String[] {"cur", "new", "tmp"}) Files.createDirectory(work.resolve(each));
        Files.writeString(work.resolve("cur/1.local.host:2,FS"), "Subject: third\n\nwritten here\n");
        Outcome pushed = mbsync.run("-D", "-c", settings, "all");
        assertThat(pushed.exit()).isZero();
        assertThat(pushed.printed()).contains("APPENDUID");
        assertThat(files(near)).contains("1.local.host,U=1:2,FS");
        assertThat(MailboxOf.named("mbsync").flags("Work")).isEqualTo("(\\Flagged \\Seen)");

        Outcome idle = mbsync.run("-D", "-c", settings, "all");
        assertThat(idle.exit()).isZero();
        assertThat(idle.printed())
                .contains("SELECT \"INBOX\"")
                .doesNotContain("APPEND", "BODY.PEEK", "STORE", "EXPUNGE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POP3", "IMAP"})
    void fetchmailFetchesEachMessageOnce(String protocol) throws Exception {
        Program fetchmail = Program.of("fetchmail", home);
        MailboxOf.named("fetchmail").append("INBOX", "by " + protocol);
        Path fetched = home.resolve("fetched");
        boolean pop3 = protocol.equals("POP3");
        String settings = fetchmail
                .settings("fetchmailrc", """
                    poll %s service %d protocol %s %s
                        username "fetchmail@mars.test" password "%s"
                        sslproto TLS1.2+ sslcommonname mx.mars.test sslcertfile %s
                        mda "/bin/sh -c 'cat >> %s'" keep
                    """.formatted(
                                HERE,
                                pop3 ? ports.pop3() : ports.imap(),
                                protocol,
                                pop3 ? "uidl" : "",
                                PASSWORD,
                                certificate,
                                fetched))
                .toString();
        String[] once = {"-f", settings, "--nosyslog", "--pidfile", home + "/pid", "-i", home + "/ids", "-v"};
        Outcome first = fetchmail.run(once);
        assertThat(first.printed()).contains(pop3 ? "POP3> STLS" : "IMAP> A0001 STARTTLS");
        assertThat(first.exit()).as(first.printed()).isZero();
        assertThat(fetched).content().containsOnlyOnce("Subject: by " + protocol);
        String all = Files.readString(fetched);
        assertThat(fetchmail.run(once).exit()).as("1: there was no mail").isEqualTo(1);
        assertThat(fetched).hasContent(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POP3", "IMAP"})
    void getmailFetchesEachMessageOnce(String protocol) throws Exception {
        Program getmail = Program.of("getmail", home);
        MailboxOf.named("getmail").append("INBOX", "by " + protocol);
        Path fetched = home.resolve("fetched");
        Path delivery = getmail.settings("deliver", "#!/bin/sh\ncat >> " + fetched + "\n");
        Files.setPosixFilePermissions(delivery, PosixFilePermissions.fromString("rwx------"));
        getmail.settings("getmailrc", """
            [retriever]
            type = Simple%sSSLRetriever
            server = %s
            port = %d
            username = getmail@mars.test
            password = %s
            [destination]
            type = MDA_external
            path = %s
            allow_root_commands = true
            [options]
            read_all = false
            """.formatted(
                        protocol, HERE, protocol.equals("POP3") ? ports.pop3s() : ports.imaps(), PASSWORD, delivery));
        Outcome first = getmail.run("--getmaildir", home.toString());
        assertThat(first.printed()).contains(" retrieved, 0 skipped");
        assertThat(fetched).content().containsOnlyOnce("Subject: by " + protocol);
        assertThat(getmail.run("--getmaildir", home.toString()).printed())
                .contains("  0 messages (0 bytes) retrieved, ");
    }

    /** With the mechanism that it picks itself: it would take SCRAM-SHA-256-PLUS, and has no binding for that. */
    @Test
    void neomuttSubmitsReadsFlagsAndMoves() throws Exception {
        Program neomutt = Program.of("neomutt", home);
        String settings = neomutt.settings(
                        "muttrc", """
                            set from="neomutt@mars.test" use_from=yes envelope_from=yes
                            set ssl_force_tls=yes ssl_verify_host=no certificate_file="%s"
                            set smtp_url="smtps://neomutt@mars.test@%s:%d/" smtp_pass="%s"
                            set imap_user="neomutt@mars.test" imap_pass="%4$s"
                            set folder="imaps://%2$s:%5$d/" spoolfile="=INBOX"
                            set copy=no sleep_time=0 wait_key=no quit=yes delete=yes confirmappend=no confirmcreate=no
                            set header_cache="%6$s/headers" message_cachedir="%6$s/bodies"
                            """.formatted(certificate, HERE, ports.submissions(), PASSWORD, ports.imaps(), home))
                .toString();
        Outcome sent = neomutt.fed("body", "-F", settings, "-s", "from neomutt", "--", "neomutt@mars.test");
        assertThat(sent.exit()).as(sent.printed()).isZero();
        assertThat(MailboxOf.named("neomutt").subjects()).containsExactly("from neomutt");
        String keys =
                "<last-entry><display-message><exit><flag-message><save-message>=Archive<enter><sync-mailbox><quit>";
        Outcome read = neomutt.onTerminal("neomutt -F " + settings + " -e 'push " + keys + "'");
        assertThat(read.exit()).as(read.printed()).isZero();
        assertThat(MailboxOf.named("neomutt").subjects()).isEmpty();
        assertThat(MailboxOf.named("neomutt").flags("Archive")).contains("\\Flagged", "\\Seen");
    }

    private static String text(int port) {
        return String.valueOf(port);
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** The mailboxes of one person, as a plain client of ours sees them. */
    private record MailboxOf(String login) {
        static MailboxOf named(String name) {
            return new MailboxOf(name + "@mars.test");
        }

        private <T> T ask(Question<T> question) throws Exception {
            try (ImapDialogue imap = Tls.dial(MARS.at(ports.imaps()))) {
                imap.command("LOGIN " + login + " " + PASSWORD);
                return question.to(imap);
            }
        }

        void append(String mailbox, String subject) throws Exception {
            String message = "Subject: " + subject + "\r\nFrom: bob@mars.test\r\n\r\nhello\r\n";
            ask(imap -> imap.command("APPEND " + mailbox + " {" + message.length() + "+}\r\n" + message));
        }

        List<String> subjects() throws Exception {
            return ask(imap -> {
                List<String> subjects = new ArrayList<>();
                for (Tree tree : imap.fetchAll("INBOX", "ENVELOPE"))
                    subjects.add(((Tree.Text) ((Tree.Branch) tree).leaves().get(1)).octets());
                return subjects;
            });
        }

        /** Of the first message. */
        String flags(String mailbox) throws Exception {
            return ask(imap -> imap.fetchAll(mailbox, "FLAGS").getFirst().toString());
        }
    }

    private interface Question<T> {
        T to(ImapDialogue imap) throws IOException;
    }
}

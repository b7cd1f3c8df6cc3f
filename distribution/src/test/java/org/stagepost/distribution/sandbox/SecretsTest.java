package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stagepost.dialogue.Wire;
import org.stagepost.distribution.control.Control;

/**
 * No secret is written down (hardening A11): a whole site logs all that it can, logins of every kind go well and wrong at every
 * protocol, a smart host wants a login too, and then every octet that is on the disk or was printed is looked through.
 */
final class SecretsTest {
    private static final Canary ACCOUNT = new Canary("the password", "kAnari-account-7q2z");
    private static final Canary WRONG = new Canary("a wrong password", "kAnari-wrong-9x4w");
    private static final Canary TOKEN = new Canary("an access token", "kAnari-token-3j8v");
    private static final Canary RELAY = new Canary("the smart host's password", "kAnari-relay-5h6u");
    private static final Canary STAGE = new Canary("the secret between stages", "kAnari-stage-1m0t");
    private static final String ANN = "ann@mars.test";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "ann", "\0ann\0", "user=ann\1auth=Bearer "})
    void theScanFindsASecretWhereverItStands(String before) throws IOException {
        String said = before + ACCOUNT.secret() + "\1\1";
        for (String written : List.of(said, base64(said))) {
            Files.writeString(folder.resolve("log"), "AUTH PLAIN " + written + "\n");
            assertThat(Canary.found(List.of(ACCOUNT, WRONG), folder)).hasSize(1);
        }
    }

    @Test
    void a11_noSecretIsInLogTraceDumpErrorOrFile() throws Exception {
        Path log = folder.resolve("printed");
        try (LockedRelay relay = new LockedRelay();
                Served served = Served.start(settings(relay), log, "--as-root")) {
            String printed = served.awaitText("serves as msa, mta, mda, pop3, imap");
            Control control = new Control(folder.resolve("data"));
            order(control, "account", "add", ACCOUNT.secret(), ANN);
            order(control, "account", "legacy", ANN, "SCRAM-SHA-1", "CRAM-MD5", "NTLM");
            order(control, "account", "passwd", ANN, ACCOUNT.secret());
            Canary phone = new Canary(
                    "an app password",
                    order(control, "app-password", "add", ANN, "phone").getFirst());

            submission(port(printed, "submission"), phone);
            stageLogin(port(printed, "mta-submission"));
            imap(port(printed, "imap"), phone);
            pop3(port(printed, "pop3"), phone);
            relayed(control, relay, port(printed, "submission"));
            served.signal("QUIT");
            served.awaitText("Full thread dump");
            for (List<String> words : List.of(
                    List.of("trace", "--since", "1h", "--json"),
                    List.of("trace", "--to", "bob@venus.test"),
                    List.of("status", "--json"),
                    List.of("queue", "list"),
                    List.of("relay", "test"))) command(words);
            served.terminate();
            served.awaitEnd();

            assertThat(served.printed())
                    .as("it logs all that it can")
                    .contains("DEBUG", "refused id=", "ann@mars.test");
            assertThat(Files.readString(folder.resolve("printed-trace---since-1h---json")))
                    .as("the trace has the dialogues")
                    .contains("C: AUTH PLAIN ***", "C: AUTH LOGIN ***", "535 ");
            assertThat(relay.logins())
                    .as("the smart host was given what it wants")
                    .isGreaterThan(1);
            Files.delete(folder.resolve("relay.secret"));
            Files.delete(folder.resolve("stage.secret"));
            assertThat(Canary.found(List.of(ACCOUNT, WRONG, TOKEN, RELAY, STAGE, phone), folder))
                    .isEmpty();
        }
    }

    private Path settings(LockedRelay relay) throws IOException {
        secret("relay.secret", RELAY);
        secret("stage.secret", STAGE);
        return Files.writeString(folder.resolve("stagepost.toml"), """
            hostname = "mx.mars.test"
            domains = ["mars.test"]
            data = "data"
            postmaster.letter = false
            [log]
            level = "debug"
            [trace]
            subjects = true
            [login]
            in-clear-on-loopback = true
            delay = "0s"
            failures-per-day = 0
            legacy = ["SCRAM-SHA-1", "CRAM-MD5", "NTLM"]
            hash-memory = "1M"
            hash-passes = 1
            openid.issuer = "https://127.0.0.1:9/realm"
            [msa]
            listen = "127.0.0.1:0"
            listen-tls = []
            [mta]
            listen = "127.0.0.1:0"
            submission-listen = "127.0.0.1:0"
            submission-secret = "stage.secret"
            dns-server = "127.0.0.1:9"
            dns-timeout = "1s"
            [[mta.smart-hosts]]
            name = "relay"
            hosts = ["127.0.0.1:%d"]
            login = "us"
            password = "relay.secret"
            tls = "none"
            [pop3]
            listen = "127.0.0.1:0"
            listen-tls = []
            [imap]
            listen = "127.0.0.1:0"
            listen-tls = []
            """.formatted(relay.port()));
    }

    private void secret(String name, Canary canary) throws IOException {
        Path file = Files.createFile(
                folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, canary.secret() + "\n");
    }

    private List<String> order(Control control, String... words) throws Exception {
        return control.ask("imap", List.of(words)).orElseThrow();
    }

    /** What it prints is kept, and looked through like the rest. */
    private void command(List<String> words) throws Exception {
        List<String> all = Served.joined(
                words, List.of("--config", folder.resolve("stagepost.toml").toString()));
        Path printed = folder.resolve("printed-" + String.join("-", words));
        Served.run(Served.command(Served.classes(), all), printed).awaitEnd();
    }

    private static InetSocketAddress port(String printed, String listener) {
        Matcher named =
                Pattern.compile(" " + listener + " on 127\\.0\\.0\\.1:(\\d+)\n").matcher(printed);
        assertThat(named.find()).as(listener + " in " + printed).isTrue();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(named.group(1)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String plain(String password) {
        return base64("\0" + ANN + "\0" + password);
    }

    private static String bearer() {
        return base64("user=" + ANN + "\1auth=Bearer " + TOKEN.secret() + "\1\1");
    }

    private static String digest(String challenge, String password) throws Exception {
        Mac mac = Mac.getInstance("HmacMD5");
        mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacMD5"));
        return base64(ANN + " "
                + HexFormat.of().formatHex(mac.doFinal(Base64.getDecoder().decode(challenge))));
    }

    private void submission(InetSocketAddress at, Canary phone) throws Exception {
        for (Canary each : List.of(ACCOUNT, phone, WRONG)) {
            String expected = each.equals(WRONG) ? "535 " : "235 ";
            try (Wire wire = greeted(at)) {
                assertThat(wire.ask("AUTH PLAIN " + plain(each.secret()))).startsWith(expected);
            }
            try (Wire wire = greeted(at)) {
                assertThat(wire.ask("AUTH PLAIN", plain(each.secret()))).startsWith(expected);
            }
            try (Wire wire = greeted(at)) {
                wire.ask("AUTH LOGIN " + base64(ANN));
                assertThat(wire.ask(base64(each.secret()))).startsWith(expected);
                assertThat(wire.ask("MAIL FROM:<eve@venus.test>")).startsWith(each.equals(WRONG) ? "530 " : "550 ");
            }
        }
        for (Canary each : List.of(ACCOUNT, WRONG)) {
            try (Wire wire = greeted(at)) {
                String challenge = wire.ask("AUTH CRAM-MD5").substring(4);
                assertThat(wire.ask(digest(challenge, each.secret())))
                        .startsWith(each.equals(ACCOUNT) ? "235 " : "535 ");
            }
        }
        for (String wrong : List.of(
                "AUTH XOAUTH2 " + bearer(),
                "AUTH OAUTHBEARER " + bearer(),
                "AUTH NTLM " + base64(WRONG.secret()),
                "AUTH SCRAM-SHA-256 " + base64("n,,n=ann,r=" + WRONG.secret()),
                "AUTH PLAIN " + WRONG.secret() + "!",
                "AUTH PLAIN " + plain(WRONG.secret()).repeat(2_000),
                "AUTH NONSENSE " + plain(WRONG.secret()),
                "auth  plain\t" + plain(WRONG.secret()),
                "PASS " + WRONG.secret(),
                WRONG.secret(),
                plain(WRONG.secret()))) {
            try (Wire wire = greeted(at)) {
                assertThat(wire.ask(wrong)).as(wrong).matches("[345].*");
                wire.send("MAIL FROM:<eve@venus.test>\r\n").line();
            }
        }
        try (Wire wire = greeted(at)) {
            wire.ask("AUTH PLAIN");
            wire.send(plain(ACCOUNT.secret()).substring(0, 40)); // and leaves
        }
    }

    private static Wire greeted(InetSocketAddress at) throws IOException {
        Wire wire = new Wire(at);
        wire.reply();
        wire.ask("EHLO client.test");
        return wire;
    }

    private void stageLogin(InetSocketAddress at) throws IOException {
        for (Canary each : List.of(STAGE, WRONG)) {
            try (Wire wire = greeted(at)) {
                assertThat(wire.ask("AUTH PLAIN " + base64("\0msa\0" + each.secret())))
                        .startsWith(each.equals(STAGE) ? "235 " : "535 ");
                wire.ask("MAIL FROM:<eve@venus.test>", "RCPT TO:<nobody@mars.test>");
            }
        }
    }

    private void imap(InetSocketAddress at, Canary phone) throws Exception {
        for (Canary each : List.of(ACCOUNT, phone, WRONG)) {
            String expected = each.equals(WRONG) ? "a NO" : "a OK";
            String quoted = "\"" + each.secret() + "\"";
            for (String login : List.of(
                    "a LOGIN " + ANN + " " + each.secret(),
                    "a login \"" + ANN + "\" " + quoted,
                    "a LOGIN " + ANN + " {" + each.secret().length() + "+}\r\n" + each.secret(),
                    "a AUTHENTICATE PLAIN " + plain(each.secret()),
                    "a AUTHENTICATE PLAIN\r\n" + plain(each.secret()),
                    "a AUTHENTICATE LOGIN\r\n" + base64(ANN) + "\r\n" + base64(each.secret())))
                assertThat(imap(at, login)).as(login).startsWith(expected);
        }
        for (String wrong : List.of(
                "a LOGIN \"" + ANN + "\" \"" + WRONG.secret(),
                "a LOGIN " + WRONG.secret(),
                "a LOGIN " + ANN + " " + WRONG.secret() + " more",
                "a AUTHENTICATE XOAUTH2 " + bearer() + "\r\n",
                "a AUTHENTICATE PLAIN " + WRONG.secret() + "!",
                WRONG.secret() + " LOGIN",
                "a " + WRONG.secret())) assertThat(imap(at, wrong)).as(wrong).doesNotContain("OK");
    }

    /** The tagged response, or the last line there is. */
    private static String imap(InetSocketAddress at, String commands) throws IOException {
        try (Wire wire = new Wire(at)) {
            wire.line();
            wire.send(commands + "\r\n");
            String line = wire.line();
            while (line.startsWith("*") || line.startsWith("+")) line = wire.line();
            return line;
        }
    }

    private void pop3(InetSocketAddress at, Canary phone) throws Exception {
        for (Canary each : List.of(ACCOUNT, phone, WRONG)) {
            String expected = each.equals(WRONG) ? "-ERR" : "+OK";
            assertThat(pop3(at, "USER " + ANN, "PASS " + each.secret())).startsWith(expected);
            assertThat(pop3(at, "AUTH PLAIN " + plain(each.secret()))).startsWith(expected);
            assertThat(pop3(at, "AUTH PLAIN", plain(each.secret()))).startsWith(expected);
        }
        for (String wrong : List.of(
                "PASS " + WRONG.secret(),
                "APOP " + ANN + " " + WRONG.secret(),
                "AUTH XOAUTH2 " + bearer(),
                "AUTH NONSENSE " + plain(WRONG.secret()),
                WRONG.secret())) assertThat(pop3(at, wrong)).as(wrong).doesNotStartWith("+OK");
    }

    private static String pop3(InetSocketAddress at, String... lines) throws IOException {
        try (Wire wire = new Wire(at)) {
            wire.line();
            String answer = "";
            for (String line : lines) answer = wire.send(line + "\r\n").line();
            String farewell = wire.send("QUIT\r\n").line();
            while (!farewell.endsWith("END")) farewell = wire.line(); // the maildrop is free again then
            return answer;
        }
    }

    /** Two messages go out: the smart host refuses the first login and takes the second. */
    private void relayed(Control control, LockedRelay relay, InetSocketAddress at) throws Exception {
        try (Wire wire = greeted(at)) {
            wire.ask("AUTH PLAIN " + plain(ACCOUNT.secret()));
            wire.ask("MAIL FROM:<" + ANN + ">", "RCPT TO:<bob@venus.test>", "DATA");
            assertThat(wire.ask("From: " + ANN + "\r\nSubject: hello\r\n\r\ntext\r\n."))
                    .startsWith("250 ");
        }
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!relay.hasTaken()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            control.ask("mta", List.of("queue", "retry", "by=joe"));
            Thread.onSpinWait();
        }
    }
}

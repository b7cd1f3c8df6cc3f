package org.stagepost.distribution.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.launch.Settings;
import org.stagepost.mail.TraceId;
import org.stagepost.trace.TraceConfig;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceLog;

/** What people type, what they see, and how it ends; no server runs. */
final class CommandLineTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Deque<String> typed = new ArrayDeque<>();
    private String standardInput = "";
    private boolean atTerminal;

    @BeforeEach
    void settings() throws IOException {
        settings("hostname = 'mx.mars.test'\nlogin.hash-memory = '1M'\nlogin.hash-passes = 1\n");
    }

    @Test
    void domainsAccountsAndAliasesAreMadeAndListed() {
        done("domain", "add", "mars.test");
        standardInput = "secret\n";
        done("account", "add", "bob@mars.test", "carol@mars.test", "--password-file", "-");
        done("alias", "add", "team@mars.test", "bob@mars.test", "carol@mars.test");
        done("account", "disable", "carol@mars.test");
        assertThat(done("domain", "list")).isEqualTo("mars.test\n");
        assertThat(done("account", "list")).isEqualTo("bob@mars.test\ncarol@mars.test  disabled\n");
        assertThat(done("alias", "list")).isEqualTo("team@mars.test → bob@mars.test, carol@mars.test\n");
        done("alias", "remove", "team@mars.test", "carol@mars.test");
        assertThat(done("alias", "list")).isEqualTo("team@mars.test → bob@mars.test\n");
        done("alias", "remove", "team@mars.test");
        done("account", "enable", "carol@mars.test");
        done("account", "remove", "carol@mars.test");
        assertThat(done("account", "list")).isEqualTo("bob@mars.test\n");
    }

    @Test
    void theRestOfADomainIsSomebodysAndAddressesTellWhomTheyReach() {
        done("domain", "add", "mars.test");
        standardInput = "secret\n";
        done("account", "add", "bob@mars.test", "carol@mars.test", "--password-file", "-");
        done("alias", "add", "team@mars.test", "bob@mars.test", "ann@venus.test");
        assertThat(refused(1, "alias", "expand", "zoe@mars.test"))
                .isEqualTo("stagepost: mail for zoe@mars.test is not taken here\n");
        done("alias", "add", "@mars.test", "team@mars.test", "carol@mars.test");
        assertThat(done("alias", "expand", "zoe@mars.test"))
                .isEqualTo("bob@mars.test\nann@venus.test\ncarol@mars.test\n");
        assertThat(done("alias", "expand", "bob+x@mars.test")).isEqualTo("bob+x@mars.test\n");
        assertThat(done("alias", "list")).startsWith("*@mars.test → team@mars.test, carol@mars.test\n");
        done("alias", "remove", "@mars.test");
        assertThat(refused(1, "alias", "expand", "zoe@mars.test")).contains("is not taken here");
    }

    @Test
    void grantsAreMadeListedAndTakenBack() {
        done("domain", "add", "mars.test");
        standardInput = "secret\n";
        done("account", "add", "bob@mars.test", "info@mars.test", "--password-file", "-");
        done("send-as", "add", "bob@mars.test", "info@mars.test", "@mars.test");
        assertThat(done("send-as", "list")).isEqualTo("bob@mars.test as *@mars.test, info@mars.test\n");
        assertThat(refused(1, "send-as", "add", "bob@mars.test", "zoe@mars.test"))
                .isEqualTo("stagepost: there is no account or alias zoe@mars.test\n");
        done("send-as", "remove", "bob@mars.test", "@mars.test");
        assertThat(done("send-as", "list")).isEqualTo("bob@mars.test as info@mars.test\n");
        done("send-as", "remove", "bob@mars.test");
        assertThat(done("send-as", "list")).isEmpty();
    }

    @Test
    void whatIsSetForOneAccountIsShownAndTakenBack() {
        done("domain", "add", "mars.test");
        standardInput = "secret\n";
        done("account", "add", "bob@mars.test", "--password-file", "-");
        done("account", "set", "bob@mars.test", "quota", "2G");
        done("account", "set", "bob@mars.test", "quota-messages", "1000");
        done("account", "set", "bob@mars.test", "quota", "3G");
        assertThat(done("account", "show", "bob@mars.test")).isEqualTo("quota = 3G\nquota-messages = 1000\n");
        assertThat(refused(1, "account", "set", "bob@mars.test", "quota", "much"))
                .contains("much");
        assertThat(refused(1, "account", "set", "bob@mars.test", "colour", "red"))
                .contains("colour = red: there are quota and quota-messages");
        done("account", "unset", "bob@mars.test", "quota");
        assertThat(refused(1, "account", "unset", "bob@mars.test", "quota"))
                .contains("bob@mars.test has no quota of its own");
        assertThat(done("account", "show", "bob@mars.test")).isEqualTo("quota-messages = 1000\n");
    }

    @Test
    void devicesGetPasswordsOfTheirOwn() {
        done("domain", "add", "mars.test");
        standardInput = "secret\n";
        done("account", "add", "bob@mars.test", "--password-file", "-");
        assertThat(done("app-password", "add", "bob@mars.test", "old phone")).matches("([a-z2-9]{5}-){3}[a-z2-9]{5}\n");
        done("app-password", "add", "bob@mars.test", "laptop");
        assertThat(done("app-password", "list", "bob@mars.test"))
                .matches("old phone  made [0-9-]{10}  never used\nlaptop  made [0-9-]{10}  never used\n");
        done("app-password", "remove", "bob@mars.test", "old phone");
        assertThat(done("app-password", "list", "bob@mars.test")).startsWith("laptop ");
        assertThat(refused(1, "app-password", "remove", "bob@mars.test", "phone"))
                .isEqualTo("stagepost: bob@mars.test has no app password called phone\n");
    }

    @Test
    void mechanismsOfAnOlderAgeAreAllowedByAccount() {
        done("domain", "add", "mars.test");
        standardInput = "secret\n";
        done("account", "add", "bob@mars.test", "--password-file", "-");
        assertThat(done("account", "legacy", "bob@mars.test")).isEmpty();
        assertThat(done("account", "legacy", "bob@mars.test", "cram-md5", "NTLM"))
                .isEqualTo("CRAM-MD5  works once the password is set again\n"
                        + "NTLM  works once the password is set again\n");
        standardInput = "secret\n";
        done("account", "passwd", "bob@mars.test", "--password-file", "-");
        assertThat(done("account", "legacy", "bob@mars.test")).isEqualTo("CRAM-MD5\nNTLM\n");
        assertThat(refused(1, "account", "legacy", "bob@mars.test", "DIGEST-MD5"))
                .contains("SCRAM-SHA-1, CRAM-MD5");
        assertThat(done("account", "legacy", "bob@mars.test", "none")).isEmpty();
    }

    @Test
    void domainsOfTheSettingsAreHereBeforeTheFirstStartAndStay() throws IOException {
        settings("hostname = 'mx.mars.test'\n"
                + "domains = ['mars.test']\n"
                + "login.hash-memory = '1M'\n"
                + "login.hash-passes = 1\n");
        standardInput = "secret\n";
        done("account", "add", "bob@mars.test", "--password-file", "-");
        assertThat(done("domain", "list")).isEqualTo("mars.test\n");
        done("account", "remove", "bob@mars.test");
        assertThat(refused(1, "domain", "remove", "mars.test")).contains("stands under domains in " + file());
        assertThat(refused(1, "domain", "remove", "venus.test")).isEqualTo("stagepost: venus.test is not here\n");
    }

    @Test
    void everyCommandHelps() {
        for (List<String> command : List.of(
                List.<String>of(),
                List.of("domain"),
                List.of("account"),
                List.of("account", "add"),
                List.of("alias"),
                List.of("send-as"),
                List.of("queue"),
                List.of("queue", "list"),
                List.of("queue", "show"),
                List.of("queue", "hold"),
                List.of("queue", "reroute"),
                List.of("status"),
                List.of("reload"),
                List.of("trace"),
                List.of("check-config"),
                List.of("serve"),
                List.of("demo"))) {
            List<String> words = new ArrayList<>(command);
            words.add("--help");
            assertThat(done(words.toArray(String[]::new))).startsWith("Usage: stagepost");
        }
    }

    @Test
    void mailGoesAlongWithARenamedAccountAndIsKeptOfARemovedOne() throws IOException {
        standardInput = "secret\n";
        done("domain", "add", "mars.test");
        done("account", "add", "bob@mars.test", "--password-file", "-");
        Path mail = folder.resolve("data/mail/mars.test");
        Files.createDirectories(mail.resolve("bob/Maildir/new"));
        Files.writeString(mail.resolve("bob/Maildir/new/1"), "Subject: kept");
        done("account", "rename", "bob@mars.test", "robert@mars.test");
        assertThat(mail.resolve("robert/Maildir/new/1")).hasContent("Subject: kept");
        assertThat(done("account", "remove", "robert@mars.test"))
                .startsWith("its mail is kept in " + folder.resolve("data/mail/.removed"))
                .endsWith(", then it is deleted\n");
        assertThat(mail.resolve("robert/Maildir")).doesNotExist();
        try (Stream<Path> kept = Files.walk(folder.resolve("data/mail/.removed"))) {
            assertThat(kept).anyMatch(path -> path.endsWith("mars.test/robert/Maildir/new/1"));
        }
    }

    @Test
    void whatCannotBeDoneIsRefusedWithItsReason() {
        assertThat(refused(1, "domain", "add", "mars..test")).isEqualTo("stagepost: mars..test: not a domain name\n");
        assertThat(refused(1, "account", "remove", "bob@mars.test"))
                .isEqualTo("stagepost: there is no account bob@mars.test\n");
        assertThat(refused(2, "account", "vanish")).startsWith("stagepost: there is no command vanish\n");
        assertThat(refused(2, "account", "passwd", "bob@mars.test", "secret"))
                .startsWith("stagepost: nobody asked for secret\n");
        assertThat(refused(2, "vanish"))
                .contains("there is no command vanish", "check-config")
                .doesNotContain("cold");
        assertThat(refused(2)).contains("stagepost demo");
        assertThat(refused(1, "trace", "--since", "yesterday")).contains("a time is written");
    }

    @Test
    void severalAccountsAreAddedAllOrNone() {
        done("domain", "add", "mars.test");
        standardInput = "secret\n";
        done("account", "add", "carol@mars.test", "--password-file", "-");
        Map<String, String> faults = Map.of(
                "carol@mars.test", "there is an account carol@mars.test already",
                "dave", "dave: an address is written",
                "dave@venus.test", "venus.test is not here",
                "BOB@mars.test", "BOB@mars.test is named twice");
        faults.forEach((wrong, why) -> assertThat(
                        refused(1, "account", "add", "bob@mars.test", wrong, "erin@mars.test", "--password-file", "-"))
                .startsWith("stagepost: " + why)
                .endsWith("; none of the 3 was added\n"));
        assertThat(done("account", "list")).isEqualTo("carol@mars.test\n");
        assertThat(refused(1, "alias", "add", "team@mars.test", "carol@mars.test", "nobody@mars.test"))
                .contains("nobody@mars.test, whom nobody knows here");
        assertThat(done("alias", "list")).isEmpty();
    }

    @Test
    void passwordsAreAskedForTwiceAtATerminalAndNowhereElse() {
        done("domain", "add", "mars.test");
        assertThat(refused(1, "account", "add", "bob@mars.test")).contains("--password-file FILE");
        atTerminal = true;
        typed.addAll(List.of("secret", "secert"));
        assertThat(refused(1, "account", "add", "bob@mars.test")).contains("the two passwords differ");
        typed.addAll(List.of("", ""));
        assertThat(refused(1, "account", "add", "bob@mars.test")).contains("no password was given");
        typed.addAll(List.of("secret", "secret"));
        done("account", "add", "bob@mars.test");
        assertThat(out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8))
                .doesNotContain("secret");
    }

    @Test
    void unknownKeysAreNamedWithTheirPlaceAndExitCode78() throws IOException {
        settings("hostnam = 'mx.mars.test'\n");
        assertThat(refused(78, "check-config"))
                .isEqualTo("stagepost: " + file() + ":1:1: unknown key hostnam; did you mean hostname?\n");
    }

    @Test
    void settingsFromElsewhereAreReadOrSaidWhatTheyAre() throws IOException {
        settings("\ufeffhostname = 'mx.mars.test'\r\ndomains = ['mars.test']\r\n");
        assertThat(done("check-config")).doesNotContain("warning: domains");
        settings("domains = ['mars.test', 'ma rs.test']\n");
        assertThat(refused(78, "check-config")).contains("domains: ma rs.test: not a domain name");
        Files.write(file(), new byte[] {'#', (byte) 0xff, '\n'});
        assertThat(refused(78, "check-config")).contains("is no text in UTF-8");
        settings("");
        assertThat(done("check-config")).contains("warning: domains: none");
    }

    @Test
    void checkConfigSaysWhatIsProbablyNotMeant() throws IOException {
        settings("hostname = 'mars'\nas-root = true\n");
        assertThat(done("check-config"))
                .contains("warning: hostname: mars is no full name")
                .contains("warning: as-root:")
                .endsWith(file() + " can be used, with care\n");
    }

    @Test
    void aMessageIsTracedByItsIdItsPeopleAndItsTime() throws Exception {
        Instant now = Clock.systemUTC().instant();
        TraceId id = new TraceId("01AAAAAAAAAAAAAA");
        Settings settings = Settings.read(file());
        try (RealDisk disk = new RealDisk()) {
            TraceLog log = new TraceLog(
                    disk,
                    folder.resolve("data/trace"),
                    "all",
                    TraceConfig.from(settings),
                    Clock.fixed(now, ZoneOffset.UTC));
            log.start();
            log.report(event(now, id));
            log.report(event(now.minusSeconds(600), new TraceId("01BBBBBBBBBBBBBB")));
            log.stop();
        }
        assertThat(done("trace", id.text())).startsWith("Message " + id).contains("C: QUIT");
        assertThat(done("trace", "--to", "alice@venus.test")).hasLineCount(2);
        assertThat(done("trace", "--from", "bob@mars.test", "--since", "5m")).startsWith("Message " + id);
        assertThat(done("trace", "--to", "alice@venus.test", "--json"))
                .hasLineCount(2)
                .contains("\"id\":\"" + id + "\",\"stage\":\"MSA\",\"kind\":\"accepted\",");
        assertThat(refused(1, "trace", "--to", "nobody@venus.test")).contains("no such message");
        assertThat(refused(1, "trace", "zzz")).contains("a trace id has 16 letters and digits");
        assertThat(refused(1, "trace")).contains("which message?");
        assertThat(refused(1, "trace", "--since", "2026-13-45")).contains("a time is written");
    }

    @Test
    void statusTellsOfAServerThatDoesNotRunAndEndsWithTwo() {
        out.reset();
        assertThat(run("status")).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("runs         nothing\nqueue        0 messages, 0 octets\ncertificate  none yet\n")
                .contains("problem: no server runs with the data in " + folder.resolve("data"));
        out.reset();
        assertThat(run("status", "--json")).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("{\"state\":\"problem\",\"running\":[],")
                .hasLineCount(1);
    }

    @Test
    void whereNothingRunsNothingIsReloaded() {
        assertThat(refused(1, "reload")).contains("no server runs with the data in " + folder.resolve("data"));
    }

    @Test
    void aMissingSettingsFileIsNamed() throws IOException {
        Files.delete(file());
        assertThat(refused(78, "domain", "list")).contains(file() + ": there is no such file");
    }

    private static TraceEvent event(Instant at, TraceId id) {
        return new TraceEvent(
                at,
                id,
                TraceEvent.Stage.MSA,
                TraceEvent.Kind.ACCEPTED,
                "mx.mars.test",
                "bob",
                "mta",
                "250 2.0.0 queued",
                "",
                List.of("bob@mars.test", "alice@venus.test"),
                "",
                List.of("C: QUIT"));
    }

    private Path file() {
        return folder.resolve("stagepost.toml");
    }

    private void settings(String toml) throws IOException {
        Files.writeString(file(), toml);
    }

    /** Runs a command that must succeed; returns what it printed. */
    private String done(String... arguments) {
        out.reset();
        assertThat(run(arguments))
                .as(() -> err.toString(StandardCharsets.UTF_8))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Runs a command that must end with this code; returns its complaint. */
    private String refused(int code, String... arguments) {
        err.reset();
        assertThat(run(arguments)).isEqualTo(code);
        return err.toString(StandardCharsets.UTF_8);
    }

    private int run(String... arguments) {
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("STAGEPOST_CONFIG", file().toString()),
                atTerminal ? Optional.of(question -> typed.remove().toCharArray()) : Optional.empty());
        return Stagepost.run(terminal, arguments);
    }
}

package org.stagepost.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.dialogue.Wire;
import org.stagepost.imap.ImapServer;
import org.stagepost.launch.Settings;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.search.LuceneTextIndex;
import org.stagepost.net.Endpoint;
import org.stagepost.trace.Tracer;

/** SEARCH by IMAP finds the same with an index as by reading everything, and sooner. */
class SearchTest {
    private static final int MESSAGES = Integer.getInteger("stagepost.search.messages", 600);
    private static final boolean MEASURED = MESSAGES >= 10_000;
    private static final List<String> WORDS = List.of(
            "harbour",
            "Stra\u00dfe",
            "\u4f1a\u8bae",
            "\u041f\u0438\u0441\u044c\u043c\u043e",
            "\ud83d\ude80",
            "letter",
            "of",
            "the");
    private static final List<String> SEARCHES = List.of(
            "TEXT needlebody",
            "BODY needlebody",
            "BODY eedlebod",
            "SUBJECT number",
            "HEADER X-Colour red",
            "HEADER X-Colour \"\"",
            "NOT BODY needlebody",
            "OR BODY needlebody TEXT harbour",
            "BODY \u8bae",
            "TEXT \u4f1a\u8bae",
            "BODY \u041f\u0418\u0421\u042c",
            "BODY \ud83d\ude80",
            "BODY STRA\u00df",
            "BODY zz",
            "TEXT \"\"",
            "BODY \"no such words anywhere\"");

    @TempDir
    Path folder;

    private Server server;

    @BeforeEach
    void serve() throws Exception {
        Path file = Files.writeString(folder.resolve("stagepost.toml"), """
            hostname = "mx.mars.test"
            domains = ["mars.test"]
            data = "data"
            postmaster.letter = false
            login.in-clear-on-loopback = true
            imap.listen = "127.0.0.1:0"
            imap.listen-tls = []
            """);
        Assembly assembly = new Assembly(
                Configuration.from(Settings.read(file)), Set.of(Role.IMAP), Arrows.IN_PROCESS, Tracer.NONE);
        server = Server.start(assembly);
        server.directory().addAccount(Address.parse("ann@mars.test"), "pass");
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    /** A mail program that is logged in. */
    private final class Client implements AutoCloseable {
        private final Wire wire;

        Client(String account) throws Exception {
            Endpoint.Tcp endpoint =
                    (Endpoint.Tcp) server.service(ImapServer.class).endpoints().getFirst();
            wire = new Wire(new InetSocketAddress("127.0.0.1", endpoint.port()));
            wire.line();
            command("LOGIN " + account + " pass");
        }

        List<String> command(String command) throws IOException {
            wire.send(new String(
                    ("x " + command + "\r\n").getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            List<String> lines = new ArrayList<>();
            String line = wire.line();
            for (; !line.startsWith("x "); line = wire.line()) lines.add(line);
            assertThat(line).as(command).startsWith("x OK");
            return lines;
        }

        /** What a search finds; its words beyond ASCII are sent as literals. */
        String search(String keys) throws IOException {
            StringBuilder sent = new StringBuilder("UID SEARCH CHARSET UTF-8");
            for (String word : keys.split(" (?=[^\"]*(\"[^\"]*\"[^\"]*)*$)", -1)) {
                int octets = word.getBytes(StandardCharsets.UTF_8).length;
                sent.append(' ').append(octets == word.length() ? word : "{" + octets + "+}\r\n" + word);
            }
            return command(sent.toString()).stream()
                    .filter(line -> line.startsWith("* SEARCH"))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    /** Messages of about 4 KiB, one in a hundred with a word of its own. */
    private void fill(String maildir, int first, int count) throws IOException {
        Path place = Files.createDirectories(
                folder.resolve("data/mail/mars.test/ann/Maildir").resolve(maildir));
        Random random = new Random(first);
        for (int i = first; i < first + count; i++) {
            StringBuilder text = new StringBuilder(4_096);
            text.append("From: bob@venus.test\r\nSubject: number ")
                    .append(i)
                    .append("\r\nContent-Type: text/plain; charset=utf-8\r\n");
            if (i % 7 == 0)
                text.append("X-Colour: ")
                        .append(i % 2 == 0 ? "dark red" : "blue")
                        .append("\r\n");
            text.append("\r\n");
            if (i % 100 == 7) text.append("here is the needlebody word\r\n");
            while (text.length() < 4_000) {
                int dice = random.nextInt(2_000);
                text.append(dice < 3 ? WORDS.get(random.nextInt(WORDS.size())) : Integer.toString(dice * 7_919, 36));
                text.append(dice % 12 == 0 ? "\r\n" : " ");
            }
            Files.writeString(place.resolve(1_700_000_000 + i + ".x.elsewhere"), text);
        }
    }

    private Map<String, String> all(Client client) throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        for (String keys : SEARCHES) found.put(keys, client.search(keys));
        return found;
    }

    private LuceneTextIndex index() {
        return server.service(LuceneTextIndex.class);
    }

    private Path files(String account) {
        return folder.resolve("data/search/mars.test").resolve(account);
    }

    @Test
    void whatIsFoundIsTheSameBeforeMeanwhileAndAfterwards() throws Exception {
        try (Client client = new Client("ann@mars.test")) {
            client.command("CREATE Other");
            fill("new", 0, MESSAGES);
            client.command("SELECT INBOX");
            Map<String, String> before = new LinkedHashMap<>();
            before.put("TEXT needlebody", client.search("TEXT needlebody"));
            Map<String, String> meanwhile = all(client);
            index().settle();
            assertThat(files("ann")).isDirectory();
            Map<String, String> after = all(client);
            assertThat(after).isEqualTo(meanwhile).containsAllEntriesOf(before);
            assertThat(after.get("TEXT needlebody").split(" ", -1)).hasSize(2 + MESSAGES / 100);
            assertThat(after.get("BODY STRA\u00df")).isNotEqualTo("* SEARCH");

            client.command("UID COPY 1:100 Other");
            client.command("UID STORE 1:50 +FLAGS.SILENT (\\Deleted)");
            client.command("EXPUNGE");
            fill("new", MESSAGES, 50);
            client.command("NOOP");
            Map<String, String> changed = all(client);
            client.command("SELECT Other");
            Map<String, String> other = all(client);
            index().settle();
            assertThat(all(client)).isEqualTo(other);
            client.command("SELECT INBOX");
            assertThat(all(client)).isEqualTo(changed);
        }
    }

    @Test
    void anAccountThatGoesTakesItsIndexAlong() throws Exception {
        fill("new", 0, 20);
        Address ann = Address.parse("ann@mars.test");
        try (Client client = new Client("ann@mars.test")) {
            client.command("SELECT INBOX");
            client.search("TEXT harbour");
            index().settle();
            assertThat(files("ann")).isDirectory();
        }
        Address eve = Address.parse("eve@mars.test");
        server.directory().rename(ann, eve);
        assertThat(files("ann")).doesNotExist();
        try (Client client = new Client("eve@mars.test")) {
            client.command("SELECT INBOX");
            client.search("TEXT harbour");
            index().settle();
            assertThat(files("eve")).isDirectory();
        }
        server.directory().removeAccount(eve);
        assertThat(files("eve")).doesNotExist();
    }

    /** Prints what a search takes, and how long another session waits meanwhile; tells something from 10,000 messages on. */
    @Test
    void othersAreServedWhileSomebodySearches() throws Exception {
        fill("new", 0, MESSAGES);
        try (Client client = new Client("ann@mars.test");
                Client other = new Client("ann@mars.test");
                ExecutorService searching = Executors.newSingleThreadExecutor()) {
            client.command("SELECT INBOX");
            other.command("SELECT INBOX");
            other.command("NOOP");
            Future<Long> first = searching.submit(() -> timed(client, "TEXT needlebody"));
            long longest = 0;
            int asked = 0;
            do {
                longest = Math.max(longest, timed(() -> other.command("NOOP")));
                asked++;
            } while (!first.isDone());
            System.out.printf(
                    "%d messages, read: %d ms; %d NOOPs meanwhile, the longest %d ms%n",
                    MESSAGES, first.get() / 1_000_000, asked, longest / 1_000_000);
            long since = System.nanoTime();
            index().settle();
            System.out.printf("indexed within %d ms more%n", (System.nanoTime() - since) / 1_000_000);
            long octets = 0;
            try (var files = Files.list(files("ann"))) {
                for (Path file : files.toList()) octets += Files.size(file);
            }
            System.out.printf("%d octets of index a message%n", octets / MESSAGES);
            for (String keys : SEARCHES) timed(client, keys);
            for (String keys : SEARCHES) System.out.printf("%8.2f ms %s%n", timed(client, keys) / 1e6, keys);
            if (MEASURED) assertThat(timed(client, "TEXT needlebody")).isLessThan(first.get() / 4);
        }
    }

    private interface Step {
        void go() throws IOException;
    }

    private static long timed(Step step) throws IOException {
        long since = System.nanoTime();
        step.go();
        return System.nanoTime() - since;
    }

    private static long timed(Client client, String keys) throws IOException {
        return timed(() -> client.search(keys));
    }
}

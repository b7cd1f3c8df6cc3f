package org.stagepost.distribution.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.Losses;
import org.stagepost.distribution.sandbox.CrashPoint.Wired;
import org.stagepost.distribution.sandbox.Ledger.Letter;

/**
 * A process ends exactly at each of the crash points 1 to 24, one after the other on one data folder; each time the next one
 * starts by itself (G6), and the ledger is right: nothing acknowledged is lost (G1), nothing is half there (G2), a copy here
 * is there once and one elsewhere at most twice (G3).
 *
 * <p>{@code -Dstagepost.crash.rounds=20} goes through them all so often.
 */
final class CrashPointTest {
    private static final int ROUNDS = Integer.getInteger("stagepost.crash.rounds", 1);
    private static final int KILLED = 128 + 9;

    private static final Organisation MARS = new Organisation(
            "mars.test",
            Ports.loopback("127.0.0.11"),
            List.of(new Person("ann", "mars.test", "sandbox"), new Person("ben", "mars.test", "sandbox")));

    @TempDir
    Path folder;

    private final Ledger ledger = new Ledger();
    private final Losses losses = new Losses();
    private Ports ports;
    private Sink sink;
    private Path settings;
    private Program program;
    private Served served;
    private volatile Wired awaited = Wired.REPLY;
    private volatile boolean busy;
    private int starts;

    @AfterEach
    void stop() throws IOException {
        if (served != null) served.close();
        if (sink != null) sink.close();
    }

    @Test
    void x_atEveryCrashPointWhatWasAcknowledgedIsKept() throws Exception {
        ports = Ports.any(List.of(MARS.address()));
        sink = new Sink(
                new InetSocketAddress(Ports.loopback("127.0.0.1"), 0), this::reply, (moment, came) -> at(moment));
        settings = settings();
        program = Program.packed(folder);
        new Shell(settings).welcome(MARS);
        start();
        served.terminate();
        served.awaitEnd();
        start();
        int crashes = 0;
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                for (CrashPoint point : CrashPoint.values()) {
                    crashes++;
                    crashed(point, round);
                }
            }
        } finally {
            losses.looked(ledger.takenCount());
            losses.again(ledger.twiceElsewhere(sink.arrivals()));
            losses.print(crashes + " crashes at points of the catalogue");
        }
    }

    private Path settings() throws IOException {
        String mta = "[mta]\n"
                + "retry-first = \"1s\"\n"
                + "networks = [\"127.0.0.0/8\"]\n"
                + "routes = { \"venus.test\" = \"smtp:127.0.0.1:"
                + sink.port() + "\" }\n";
        InetSocketAddress nobody = new InetSocketAddress(MARS.address(), 9);
        String text = MARS.settings(ports, nobody).replace("[mta]\n", mta);
        return Files.writeString(folder.resolve("stagepost.toml"), "login.in-clear-on-loopback = true\n" + text);
    }

    private void start() throws Exception {
        served = Served.start(program, HaltingMain.class, settings, folder.resolve("log-" + ++starts));
        served.awaitText("it serves");
    }

    private String reply(String address) {
        at(Wired.MAIL);
        if (address.startsWith("busy@") && busy) return "450 4.2.0 busy";
        return Sink.usual(address);
    }

    private void at(Sink.Moment moment) {
        if (moment == Sink.Moment.CONNECTED) at(Wired.CONNECTED);
        if (moment == Sink.Moment.DOT) at(Wired.DOT);
    }

    private void at(Wired moment) {
        if (moment == awaited && moment != Wired.REPLY && moment != Wired.NOTIFY) served.kill();
    }

    private void crashed(CrashPoint point, int round) throws Exception {
        busy = true;
        // What comes first opens the files that are opened once.
        assertThat(send(new Letter("warm-" + round + point, List.of("ann")))).isTrue();
        if (point.trap().isPresent()) {
            served.tell(point.trap().get());
            served.awaitText("armed");
        }
        for (Wired each : Wired.values()) if (point.is(each)) awaited = each;
        if (point.is(Wired.NOTIFY)) notified(new Letter(round + "-" + point, point.recipients()));
        else {
            boolean taken = send(new Letter(round + "-" + point, point.recipients()));
            if (point.is(Wired.REPLY) && taken) served.kill();
        }
        assertThat(served.awaitEnd())
                .as("how %s ended", point)
                .isEqualTo(point.trap().isPresent() ? HaltingDisk.EXIT : KILLED);
        awaited = Wired.REPLY;
        busy = false;
        start();
        JakartaMail.until(this::queueIsEmpty);
        Map<String, Collection<String>> found = files();
        assertThat(losses.found(ledger.faults(found)))
                .as("here after %s", point)
                .isEmpty();
        assertThat(losses.found(ledger.faultsElsewhere(sink.arrivals(), found.get("ben"), id -> 1)))
                .as("elsewhere after %s", point)
                .isEmpty();
        assertThat(folder.resolve("data/queue/quarantine")).isEmptyDirectory();
    }

    /** Hands in a letter from ben; whether it was answered 250. */
    private boolean send(Letter letter) throws IOException {
        try (Wire wire = new Wire(MARS.at(ports.smtp()))) {
            wire.reply();
            wire.ask("EHLO client.test");
            wire.ask("MAIL FROM:<ben@mars.test>");
            for (String each : letter.recipients())
                assertThat(wire.ask("RCPT TO:<" + (each.contains("@") ? each : each + "@mars.test") + ">"))
                        .startsWith("250 ");
            wire.ask("DATA");
            ledger.tries(letter);
            wire.say(Ledger.text(letter.id(), 900));
            assertThat(wire.reply()).startsWith("250 ");
            ledger.taken(letter);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private void notified(Letter letter) throws IOException {
        try (Wire imap = new Wire(MARS.at(ports.imap()))) {
            imap.hear();
            imap.say("a LOGIN ann@mars.test sandbox\r\nb SELECT INBOX\r\n");
            while (!imap.hear().startsWith("b ")) {}
            imap.say("c IDLE\r\n");
            while (!imap.hear().startsWith("+")) {}
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    send(letter);
                } catch (IOException | AssertionError gone) {
                    // It was killed before it replied.
                }
            });
            while (!imap.hear().contains("EXISTS")) {}
            served.kill();
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean queueIsEmpty() throws IOException {
        try (Stream<Path> messages = Files.list(folder.resolve("data/queue/messages"))) {
            return messages.findAny().isEmpty();
        }
    }

    private Map<String, Collection<String>> files() throws IOException {
        Map<String, Collection<String>> found = new TreeMap<>();
        for (Person person : MARS.people()) found.put(person.name(), Ledger.ids(folder.resolve("data"), person));
        return found;
    }
}

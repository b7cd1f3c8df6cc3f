package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.stagepost.disk.Losses;

/**
 * What the clients of a load know: which letters they tried to send, which of them were taken, what IMAP has shown since, and
 * what it removed for them. From it follows what must, and what may, be in the mailboxes.
 */
final class Ledger {
    private static final String REPORT = "report of ";
    private static final String LINE = "x".repeat(70) + "\r\n";

    /** A letter by its id, which its text tells; the recipients are names of accounts, or addresses elsewhere. */
    record Letter(String id, List<String> recipients) {}

    private final Map<String, Letter> tried = new ConcurrentHashMap<>();
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final Map<String, String> queuedAs = new ConcurrentHashMap<>();
    private final Map<String, Shown> shown = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> broken = new ConcurrentLinkedQueue<>();
    private final AtomicInteger takenCount = new AtomicInteger();

    /** What IMAP has shown of one account's INBOX. */
    private static final class Shown {
        private final Map<Long, String> byUid = new ConcurrentSkipListMap<>();
        private final Set<String> removing = ConcurrentHashMap.newKeySet();
        private final Set<String> removed = ConcurrentHashMap.newKeySet();
        private String uidValidity = "";
    }

    /** The id that a letter's text tells, and what is wrong with it; {@code report of} an id for a bounce. */
    static String id(String text) {
        boolean report = text.contains("report-type=delivery-status");
        int at = text.indexOf("\r\nX-Load: ");
        int to = text.indexOf("\r\n", at + 10);
        if (at < 0 || to < 0) return "nothing of ours";
        String id = text.substring(at + 10, to);
        if (report) return text.stripTrailing().endsWith("--") ? REPORT + id : "half a " + REPORT + id;
        return text.endsWith("end of " + id + "\r\n") ? id : id + ", not whole";
    }

    /** Which letters lie in the INBOX folder of somebody, below the data folder of a site, and whether each is whole. */
    static List<String> ids(Path data, Person person) throws IOException {
        Path maildir = data.resolve("mail/" + person.domain() + "/" + person.name() + "/Maildir");
        List<String> ids = new ArrayList<>();
        for (String place : List.of("new", "cur")) {
            if (!Files.isDirectory(maildir.resolve(place))) continue;
            try (Stream<Path> files = Files.list(maildir.resolve(place))) {
                for (Path file : (Iterable<Path>) files::iterator)
                    ids.add(id(Files.readString(file, StandardCharsets.ISO_8859_1)));
            }
        }
        return ids;
    }

    /** A letter that tells its id and whether it is whole, dot and all. */
    static String text(String id, int octets) {
        StringBuilder text = new StringBuilder("From: load\r\nSubject: " + id + "\r\nX-Load: " + id + "\r\n\r\n");
        while (text.length() < octets) text.append(LINE);
        return text + "end of " + id + "\r\n.\r\n";
    }

    /** Before the first octet of it is sent. */
    void tries(Letter letter) {
        tried.put(letter.id(), letter);
    }

    /** After its 250. */
    void taken(Letter letter) {
        taken.add(letter.id());
        takenCount.incrementAndGet();
    }

    /** The same; {@code 250 2.0.0 queued as 01K...} tells what the servers call it. */
    void taken(Letter letter, String reply) {
        queuedAs.put(reply.substring(reply.lastIndexOf(' ') + 1), letter.id());
        taken(letter);
    }

    /** Letters that were taken, by what the servers call them. */
    Map<String, Letter> named() {
        Map<String, Letter> named = new TreeMap<>();
        queuedAs.forEach((name, id) -> named.put(name, tried.get(id)));
        return named;
    }

    int takenCount() {
        return takenCount.get();
    }

    void uidValidity(String account, String value) {
        Shown of = shown(account);
        if (of.uidValidity.isEmpty()) of.uidValidity = value;
        if (!of.uidValidity.equals(value))
            broken.add(account + ": UIDVALIDITY was " + of.uidValidity + ", is " + value);
    }

    /** A message as IMAP showed it; the caller goes up the UIDs, so that one that is new is higher than all before. */
    void shows(String account, long uid, String id) {
        Map<Long, String> byUid = shown(account).byUid;
        long highest = byUid.isEmpty() ? 0 : ((ConcurrentSkipListMap<Long, String>) byUid).lastKey();
        String before = byUid.putIfAbsent(uid, id);
        if (before == null && uid < highest) broken.add(account + ": UID " + uid + " came after " + highest);
        if (before != null && !before.equals(id))
            broken.add(account + ": UID " + uid + " was " + before + ", is " + id);
        if (shown(account).removed.contains(id)) broken.add(account + ": " + id + " came back after its expunge");
    }

    long highestUid(String account) {
        return shown(account).byUid.keySet().stream()
                .mapToLong(uid -> uid)
                .max()
                .orElse(0);
    }

    /** Before an expunge is asked for. */
    void removing(String account, String id) {
        shown(account).removing.add(id);
    }

    /** After its OK. */
    void removed(String account, String id) {
        shown(account).removed.add(id);
    }

    int removedCount() {
        return shown.values().stream().mapToInt(of -> of.removed.size()).sum();
    }

    private Shown shown(String account) {
        return shown.computeIfAbsent(account, any -> new Shown());
    }

    /** What is wrong with mailboxes that hold these letters, by account; empty when nothing is. */
    List<String> faults(Map<String, Collection<String>> found) {
        List<String> faults = new ArrayList<>(broken);
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        found.forEach((account, ids) -> ids.forEach(
                id -> counts.computeIfAbsent(account, any -> new TreeMap<>()).merge(id, 1, Integer::sum)));
        counts.forEach((account, ids) -> ids.forEach((id, count) -> {
            if (id.startsWith(REPORT)) return;
            Letter letter = tried.get(id);
            if (letter == null || !letter.recipients().contains(account))
                faults.add(account + ": " + id + " was not sent there");
            if (count > 1) faults.add(Losses.DOUBLED + account + ": " + count + " copies of " + id);
            if (shown(account).removed.contains(id)) faults.add(account + ": " + id + " is here after its expunge");
        }));
        for (String id : taken) {
            for (String account : tried.get(id).recipients()) {
                if (account.contains("@")) continue;
                boolean here = counts.getOrDefault(account, Map.of()).containsKey(id);
                if (!here && !shown(account).removing.contains(id))
                    faults.add(Losses.LOST + account + ": " + id + " was answered 250 and is not here");
            }
        }
        return faults;
    }

    /**
     * What is wrong with letters to elsewhere, once the queue is empty: each that was taken has come, or its sender has been
     * told of the refusal, and none came more often than once and once more a crash.
     *
     * @param reports what lies in the sender's mailbox
     * @param crashes how many there were since a letter was sent, by its id
     */
    List<String> faultsElsewhere(
            Collection<Sink.Arrival> arrivals, Collection<String> reports, ToIntFunction<String> crashes) {
        List<String> faults = new ArrayList<>();
        Map<Sink.Arrival, Integer> copies = copies(arrivals);
        copies.forEach((arrival, count) -> {
            Letter letter = tried.get(arrival.id());
            if (letter == null || !letter.recipients().contains(arrival.recipient()))
                faults.add(arrival + " was not sent");
            if (count > 1 + crashes.applyAsInt(arrival.id()))
                faults.add(Losses.DOUBLED + count + " copies of " + arrival);
        });
        for (String id : taken) {
            for (String recipient : tried.get(id).recipients()) {
                boolean settled = Sink.refuses(recipient)
                        ? reports.contains(REPORT + id)
                        : copies.containsKey(new Sink.Arrival(id, recipient));
                if (recipient.contains("@") && !settled) faults.add(Losses.LOST + id + " to " + recipient);
            }
        }
        return faults;
    }

    /** How many copies came elsewhere that had come before. */
    int twiceElsewhere(Collection<Sink.Arrival> arrivals) {
        return arrivals.size() - copies(arrivals).size();
    }

    private static Map<Sink.Arrival, Integer> copies(Collection<Sink.Arrival> arrivals) {
        Map<Sink.Arrival, Integer> copies = new HashMap<>();
        for (Sink.Arrival each : arrivals) copies.merge(each, 1, Integer::sum);
        return copies;
    }
}

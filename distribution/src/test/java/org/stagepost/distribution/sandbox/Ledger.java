package org.stagepost.distribution.sandbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the clients of a load know: which letters they tried to send, which of them were taken, what IMAP has shown since, and
 * what it removed for them. From it follows what must, and what may, be in the mailboxes.
 */
final class Ledger {
    /** A letter by its id, which its text tells; the recipients are the names of accounts. */
    record Letter(String id, List<String> recipients) {}

    private final Map<String, Letter> tried = new ConcurrentHashMap<>();
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
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

    /** Before the first octet of it is sent. */
    void tries(Letter letter) {
        tried.put(letter.id(), letter);
    }

    /** After its 250. */
    void taken(Letter letter) {
        taken.add(letter.id());
        takenCount.incrementAndGet();
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
            Letter letter = tried.get(id);
            if (letter == null || !letter.recipients().contains(account))
                faults.add(account + ": " + id + " was not sent there");
            if (count > 1) faults.add(account + ": " + count + " copies of " + id);
            if (shown(account).removed.contains(id)) faults.add(account + ": " + id + " is here after its expunge");
        }));
        for (String id : taken) {
            for (String account : tried.get(id).recipients()) {
                boolean here = counts.getOrDefault(account, Map.of()).containsKey(id);
                if (!here && !shown(account).removing.contains(id))
                    faults.add(account + ": " + id + " was answered 250 and is not here");
            }
        }
        return faults;
    }
}

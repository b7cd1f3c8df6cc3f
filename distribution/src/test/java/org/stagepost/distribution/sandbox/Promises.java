package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stagepost.disk.Losses;
import org.stagepost.mailstore.Flag;
import org.stagepost.mailstore.Flags;
import org.stagepost.mailstore.Mailbox;
import org.stagepost.mailstore.MailboxEntry;
import org.stagepost.mailstore.MailboxName;
import org.stagepost.mailstore.Mailboxes;
import org.stagepost.mailstore.Messages;
import org.stagepost.mailstore.StoreException;

/**
 * What clients were told before the power failed, one line each, and whether it is kept: {@code taken one ann@mars.test}
 * after a 250 (G1 to G3), {@code shown 7 one} and {@code validity INBOX 123} (G4), {@code flagged 7 \Seen}, {@code removed
 * one}, {@code made Work} and {@code subscribed Work} after an OK (G5), all of ann's mailboxes; {@code tried one} and {@code
 * removing one} before something was asked; {@code arrived one eve@venus.test} of other hosts.
 */
record Promises(List<String> lines) {
    static String arrived(Sink.Arrival arrival) {
        return "arrived " + arrival.id() + " " + arrival.recipient();
    }

    private List<String[]> of(String verb) {
        return lines.stream()
                .filter(line -> line.startsWith(verb + " "))
                .map(line -> line.split(" ", 3))
                .toList();
    }

    private boolean has(String line) {
        return lines.contains(line);
    }

    /** How many there are. */
    int count() {
        return of("taken").size();
    }

    /** How many copies other hosts have got that they had before. */
    long again(List<Sink.Arrival> later) {
        List<String> all = arrivals(later);
        return all.size() - all.stream().distinct().count();
    }

    private List<String> arrivals(List<Sink.Arrival> later) {
        List<String> all = new ArrayList<>();
        for (String line : lines) if (line.startsWith("arrived ")) all.add(line);
        later.forEach(each -> all.add(arrived(each)));
        return all;
    }

    /** What is wrong with what other hosts have got, with what came after the start. */
    List<String> faultsElsewhere(List<Sink.Arrival> later) {
        List<String> all = arrivals(later);
        List<String> faults = new ArrayList<>();
        for (String[] taken : of("taken")) {
            if (!taken[2].equals("eve@venus.test")) continue;
            int copies = Collections.frequency(all, "arrived " + taken[1] + " " + taken[2]);
            if (copies < 1 || copies > 2)
                faults.add((copies < 1 ? Losses.LOST : Losses.DOUBLED) + copies + " copies of " + taken[1] + " at "
                        + taken[2]);
        }
        for (String line : new TreeSet<>(all))
            if (!has("tried " + line.split(" ", -1)[1])) faults.add("not sent: " + line);
        return faults;
    }

    /** What is wrong with somebody's mailboxes. */
    List<String> faults(Person person, Mailboxes mailboxes) throws StoreException, IOException {
        List<String> faults = new ArrayList<>();
        try (Mailbox inbox = mailboxes.open(MailboxName.INBOX)) {
            TreeMap<Long, String> found = letters(inbox);
            copies(person, List.copyOf(found.values()), faults);
            if (person.name().equals("ann")) {
                uids(inbox, found, faults);
                flags(inbox, faults);
            }
        }
        if (person.name().equals("ann")) names(mailboxes, faults);
        return faults;
    }

    private static TreeMap<Long, String> letters(Mailbox inbox) throws StoreException, IOException {
        TreeMap<Long, String> found = new TreeMap<>();
        Messages messages = inbox.messages();
        for (int i = 0; i < messages.size(); i++) {
            try (InputStream in = inbox.message(messages.uid(i)).content().open()) {
                found.put(messages.uid(i), Ledger.id(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)));
            }
        }
        return found;
    }

    private void copies(Person person, List<String> found, List<String> faults) {
        for (String[] taken : of("taken")) {
            boolean gone = has("removing " + taken[1]);
            if (taken[2].equals(person.address()) && !gone && !found.contains(taken[1]))
                faults.add(Losses.LOST + taken[1] + " of " + person.name());
            if (taken[2].startsWith("no@") && person.name().equals("ben") && !found.contains("report of " + taken[1]))
                faults.add(Losses.LOST + "nobody told of " + taken[1]);
        }
        for (String id : new TreeSet<>(found)) {
            int copies = Collections.frequency(found, id);
            boolean report = id.startsWith("report of ");
            if (copies > (report ? 2 : 1))
                faults.add(Losses.DOUBLED + copies + " copies of " + id + " at " + person.name());
            if (!report && !has("tried " + id)) faults.add("not sent: " + id + " at " + person.name());
            if (person.name().equals("ann") && has("removed " + id)) faults.add("back again: " + id);
        }
    }

    private void uids(Mailbox inbox, TreeMap<Long, String> found, List<String> faults) {
        long highest = 0;
        Set<Long> known = new HashSet<>();
        for (String[] shown : of("shown")) {
            long uid = Long.parseLong(shown[1]);
            highest = Math.max(highest, uid);
            known.add(uid);
            String now = found.get(uid);
            if (now == null && !has("removing " + shown[2])) faults.add("UID " + uid + " is gone, was " + shown[2]);
            if (now != null && !now.equals(shown[2])) faults.add("UID " + uid + " was " + shown[2] + ", is " + now);
        }
        for (long uid : found.keySet())
            if (uid < highest && !known.contains(uid)) faults.add("UID " + uid + " came after " + highest);
        if (inbox.messages().uidNext() <= highest)
            faults.add("UIDNEXT " + inbox.messages().uidNext());
        for (String[] validity : of("validity")) {
            boolean other = inbox.uidValidity() != Long.parseLong(validity[2]);
            if (validity[1].equals("INBOX") && other) faults.add("UIDVALIDITY is " + inbox.uidValidity());
        }
    }

    private void flags(Mailbox inbox, List<String> faults) {
        for (String[] flagged : of("flagged")) {
            int position = inbox.messages().position(Long.parseLong(flagged[1]));
            if (position < 0) continue;
            Flags flags = inbox.messages().flags(position);
            boolean kept = flags.keywords().contains(flagged[2])
                    || flags.system().stream().map(Flag::toString).anyMatch(name -> is(name, flagged[2]));
            if (!kept) faults.add("UID " + flagged[1] + " is no longer " + flagged[2]);
        }
    }

    private static boolean is(String name, String flag) {
        return name.replace("\\", "").equalsIgnoreCase(flag.replace("\\", ""));
    }

    private void names(Mailboxes mailboxes, List<String> faults) throws StoreException {
        List<String> there = new ArrayList<>();
        for (MailboxEntry each : mailboxes.list())
            there.add(String.join("/", each.name().levels()));
        for (String[] made : of("made")) if (!there.contains(made[1])) faults.add("no mailbox " + made[1]);
        for (String[] subscribed : of("subscribed"))
            if (!mailboxes.subscriptions().contains(new MailboxName(List.of(subscribed[1]))))
                faults.add("not subscribed to " + subscribed[1]);
        if (of("validity").stream().noneMatch(validity -> validity[1].equals("Fleeting"))) return;
        MailboxName fleeting = new MailboxName(List.of("Fleeting"));
        if (there.contains("Fleeting")) mailboxes.delete(fleeting);
        mailboxes.create(fleeting);
        try (Mailbox fresh = mailboxes.open(fleeting)) {
            for (String[] validity : of("validity"))
                if (validity[1].equals("Fleeting") && fresh.uidValidity() <= Long.parseLong(validity[2]))
                    faults.add("UIDVALIDITY " + validity[2] + " was given, is given again as " + fresh.uidValidity());
        }
    }
}

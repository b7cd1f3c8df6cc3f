package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What clients do at a site, and what they are told: each promise is told on as {@link Promises} writes it. */
final class Day {
    private static final Pattern FETCHED = Pattern.compile("^\\* \\d+ FETCH .*\\bUID (\\d+)");
    private static final Pattern UIDVALIDITY = Pattern.compile("\\[UIDVALIDITY (\\d+)]");
    private static final Pattern APPENDED = Pattern.compile("\\[APPENDUID \\d+ (\\d+)]");

    private final Organisation site;
    private final Ports ports;
    private final Consumer<String> told;
    private int tag;

    Day(Organisation site, Ports ports, Consumer<String> told) {
        this.site = site;
        this.ports = ports;
        this.told = told;
    }

    /** Letters to one, to several, to elsewhere and to nobody; then ann reads, marks, sorts and removes. */
    void first() throws Exception {
        try (Wire smtp = smtp()) {
            send("one", 900, smtp, "ann@mars.test");
            send("two", 5_000, smtp, "ann@mars.test", "ben@mars.test");
            send("away", 700, smtp, "eve@venus.test", "no@venus.test");
            send("gone", 100, smtp, "ann@mars.test");
        }
        awaitReport();
        try (Wire imap = imap()) {
            look(imap);
            command("UID STORE 1 +FLAGS.SILENT (\\Flagged)", imap);
            told.accept("flagged 1 \\Flagged");
            command("UID STORE 1 +FLAGS.SILENT (Later)", imap);
            told.accept("flagged 1 Later");
            append("kept", imap);
            command("CREATE Work", imap);
            told.accept("made Work");
            command("SUBSCRIBE Work", imap);
            told.accept("subscribed Work");
            remade(imap);
            remove("gone", imap);
            command("LOGOUT", imap);
        }
    }

    /** After a clean end: more letters, some of which the queue tries more than once. */
    void second() throws Exception {
        try (Wire smtp = smtp();
                Wire imap = imap()) {
            send("three", 600, smtp, "ben@mars.test", "ann@mars.test");
            send("four", 1_500, smtp, "ann@mars.test", "eve@venus.test");
            awaitLetter("four", imap);
            look(imap);
            command("UID STORE 2 +FLAGS.SILENT (\\Seen \\Answered)", imap);
            told.accept("flagged 2 \\Answered");
            command("CREATE Later", imap);
            told.accept("made Later");
        }
    }

    private Wire smtp() throws IOException {
        Wire wire = new Wire(site.at(ports.smtp()));
        wire.reply();
        wire.ask("EHLO client.test");
        return wire;
    }

    private void send(String id, int octets, Wire wire, String... recipients) throws IOException {
        demand("250", wire.ask("MAIL FROM:<ben@mars.test>"));
        for (String each : recipients) demand("250", wire.ask("RCPT TO:<" + each + ">"));
        demand("354", wire.ask("DATA"));
        told.accept("tried " + id);
        wire.say(Ledger.text(id, octets));
        demand("250", wire.reply());
        for (String each : recipients) told.accept("taken " + id + " " + each);
    }

    private static void demand(String code, String reply) {
        if (!reply.startsWith(code)) throw new AssertionError("not " + code + " but: " + reply);
    }

    private Wire imap() throws IOException {
        return imap(site.person("ann"));
    }

    private Wire imap(Person person) throws IOException {
        Wire wire = new Wire(site.at(ports.imap()));
        wire.hear();
        command("LOGIN " + person.address() + " " + person.password(), wire);
        for (String line : command("SELECT INBOX", wire)) {
            Matcher found = UIDVALIDITY.matcher(line);
            if (found.find() && person.name().equals("ann")) told.accept("validity INBOX " + found.group(1));
        }
        return wire;
    }

    /** Reads which UID is which letter. */
    private List<String> look(Wire imap) throws IOException {
        List<String> seen = new ArrayList<>();
        String uid = "";
        for (String line : command("UID FETCH 1:* (UID BODY.PEEK[HEADER.FIELDS (X-Load)])", imap)) {
            Matcher found = FETCHED.matcher(line);
            if (found.find()) uid = found.group(1);
            if (!line.startsWith("X-Load: ")) continue;
            seen.add(uid + " " + line.substring("X-Load: ".length()));
        }
        for (String each : seen) told.accept("shown " + each);
        return seen;
    }

    private void awaitLetter(String id, Wire imap) throws Exception {
        JakartaMail.until(() -> {
            command("NOOP", imap);
            return look(imap).stream().anyMatch(seen -> seen.endsWith(" " + id));
        });
    }

    /** Ben hears of the letter that nobody wanted. */
    private void awaitReport() throws Exception {
        try (Wire imap = imap(site.person("ben"))) {
            JakartaMail.until(() -> command("SEARCH SUBJECT \"\" FROM \"MAILER-DAEMON\"", imap).stream()
                    .anyMatch(line -> line.matches("\\* SEARCH .*\\d.*")));
        }
    }

    private void append(String id, Wire imap) throws IOException {
        String whole = Ledger.text(id, 600);
        String text = whole.substring(0, whole.length() - ".\r\n".length());
        String own = "a" + ++tag + " ";
        imap.say(own + "APPEND INBOX (\\Draft) {" + text.length() + "}\r\n");
        String line = imap.hear();
        if (!line.startsWith("+")) throw new AssertionError(line);
        told.accept("tried " + id);
        imap.say(text + "\r\n");
        while (!line.startsWith(own)) line = imap.hear();
        Matcher found = APPENDED.matcher(line);
        if (!found.find()) throw new AssertionError(line);
        told.accept("shown " + found.group(1) + " " + id);
        told.accept("flagged " + found.group(1) + " \\Draft");
    }

    private void remove(String id, Wire imap) throws IOException {
        String uid = look(imap).stream()
                .filter(seen -> seen.endsWith(" " + id))
                .findFirst()
                .orElseThrow()
                .split(" ", -1)[0];
        told.accept("removing " + id);
        command("UID STORE " + uid + " +FLAGS.SILENT (\\Deleted)", imap);
        command("UID EXPUNGE " + uid, imap);
        told.accept("removed " + id);
    }

    /** A mailbox that comes and goes has another UIDVALIDITY each time. */
    private void remade(Wire imap) throws IOException {
        for (int i = 0; i < 5; i++) {
            command("CREATE Fleeting", imap);
            for (String line : command("STATUS Fleeting (UIDVALIDITY)", imap)) {
                Matcher found = Pattern.compile("UIDVALIDITY (\\d+)").matcher(line);
                if (found.find()) told.accept("validity Fleeting " + found.group(1));
            }
            command("DELETE Fleeting", imap);
        }
    }

    /** All lines that came before the tagged one, which must say OK. */
    private List<String> command(String text, Wire wire) throws IOException {
        String own = "a" + ++tag + " ";
        wire.say(own + text + "\r\n");
        List<String> lines = new ArrayList<>();
        String line = wire.hear();
        for (; !line.startsWith(own); line = wire.hear()) lines.add(line);
        if (!line.startsWith(own + "OK")) throw new AssertionError(text + ": " + line);
        return lines;
    }
}

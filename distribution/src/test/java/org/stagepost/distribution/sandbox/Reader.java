package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one INBOX by IMAP, writes into the ledger which UID was which letter, and now and then removes one. */
final class Reader implements Runnable {
    private static final Pattern FETCHED = Pattern.compile("^\\* \\d+ FETCH .*\\bUID (\\d+)");
    private static final Pattern UIDVALIDITY = Pattern.compile("\\[UIDVALIDITY (\\d+)]");

    private final InetSocketAddress server;
    private final Person person;
    private final Ledger ledger;
    private final Random random;
    private int tag;

    Reader(InetSocketAddress server, Person person, Ledger ledger, Random random) {
        this.server = server;
        this.person = person;
        this.ledger = ledger;
        this.random = random;
    }

    /** What a FETCH showed of one message. */
    private record Message(long uid, String id) {}

    /** Until the server is gone. */
    @Override
    public void run() {
        try (Wire wire = selected()) {
            for (List<Message> come = fetch(1, wire); ; come = fetch(ledger.highestUid(person.name()) + 1, wire)) {
                for (Message message : come) if (random.nextInt(5) == 0) remove(message, wire);
                Thread.sleep(20);
                command("NOOP", wire);
            }
        } catch (IOException gone) {
            // The server was killed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The ids of all that is there now. */
    List<String> all() throws IOException {
        try (Wire wire = selected()) {
            return fetch(1, wire).stream().map(Message::id).toList();
        }
    }

    private Wire selected() throws IOException {
        Wire wire = new Wire(server);
        wire.hear();
        command("LOGIN " + person.address() + " " + person.password(), wire);
        for (String line : command("SELECT INBOX", wire)) {
            Matcher found = UIDVALIDITY.matcher(line);
            if (found.find()) ledger.uidValidity(person.name(), found.group(1));
        }
        return wire;
    }

    private List<Message> fetch(long from, Wire wire) throws IOException {
        List<Message> messages = new ArrayList<>();
        long uid = 0;
        for (String line : command("UID FETCH " + from + ":* (UID BODY.PEEK[HEADER.FIELDS (X-Load)])", wire)) {
            Matcher found = FETCHED.matcher(line);
            if (found.find()) uid = Long.parseLong(found.group(1));
            // n:* names the last message even where its UID is below n (RFC 3501 section 9).
            if (!line.startsWith("X-Load: ") || uid < from) continue;
            Message message = new Message(uid, line.substring("X-Load: ".length()));
            ledger.shows(person.name(), message.uid(), message.id());
            messages.add(message);
        }
        return messages;
    }

    private void remove(Message message, Wire wire) throws IOException {
        ledger.removing(person.name(), message.id());
        command("UID STORE " + message.uid() + " +FLAGS.SILENT (\\Deleted)", wire);
        command("UID EXPUNGE " + message.uid(), wire);
        ledger.removed(person.name(), message.id());
    }

    /** All lines that came before the tagged one, which must say OK. */
    private List<String> command(String text, Wire wire) throws IOException {
        String own = "a" + ++tag + " ";
        wire.say(own + text + "\r\n");
        List<String> lines = new ArrayList<>();
        String line = wire.hear();
        for (; !line.startsWith(own); line = wire.hear()) {
            if (line.startsWith("* BYE")) throw new IOException(line);
            lines.add(line);
        }
        if (!line.startsWith(own + "OK")) throw new AssertionError(text + ": " + line);
        return lines;
    }
}

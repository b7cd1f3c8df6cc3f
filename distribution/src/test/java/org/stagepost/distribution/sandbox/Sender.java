package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.stagepost.distribution.sandbox.Ledger.Letter;

/** Sends letters over one SMTP session until the server is gone: most to one mailbox, some to two, which takes the queue. */
final class Sender implements Runnable {
    private static final int LARGE = 300_000;

    private final InetSocketAddress server;
    private final Organisation organisation;
    private final List<String> elsewhere;
    private final Ledger ledger;
    private final String name;
    private final Random random;

    /**
     * Sends in the name of the first of an organisation's people.
     *
     * @param elsewhere addresses that every other letter goes to, one or two each
     * @param name what the ids of its letters begin with
     */
    Sender(
            InetSocketAddress server,
            Organisation organisation,
            List<String> elsewhere,
            Ledger ledger,
            String name,
            Random random) {
        this.server = server;
        this.organisation = organisation;
        this.elsewhere = elsewhere;
        this.ledger = ledger;
        this.name = name;
        this.random = random;
    }

    @Override
    public void run() {
        try (Wire wire = new Wire(server)) {
            wire.reply();
            wire.ask("EHLO client.test");
            for (int number = 1; ; number++) send(new Letter(name + "-" + number, recipients()), wire);
        } catch (IOException gone) {
            // The server was killed: what it did not answer stays unanswered.
        }
    }

    private List<String> recipients() {
        List<Person> people = organisation.people();
        int first = random.nextInt(people.size());
        int second = (first + 1 + random.nextInt(people.size() - 1)) % people.size();
        String one = people.get(first).name();
        if (!elsewhere.isEmpty() && random.nextBoolean()) {
            String away = elsewhere.get(random.nextInt(elsewhere.size()));
            String other = random.nextBoolean() ? one : elsewhere.get(random.nextInt(elsewhere.size()));
            return away.equals(other) ? List.of(away) : List.of(away, other);
        }
        return random.nextInt(3) > 0
                ? List.of(one)
                : List.of(one, people.get(second).name());
    }

    private void send(Letter letter, Wire wire) throws IOException {
        demand("250", wire.ask("MAIL FROM:<" + organisation.people().getFirst().address() + ">"));
        for (String recipient : letter.recipients()) demand("250", wire.ask("RCPT TO:<" + address(recipient) + ">"));
        demand("354", wire.ask("DATA"));
        ledger.tries(letter);
        wire.say(text(letter.id()));
        demand("250", wire.reply());
        ledger.taken(letter);
    }

    private String address(String recipient) {
        return recipient.contains("@") ? recipient : recipient + "@" + organisation.domain();
    }

    private static void demand(String code, String reply) throws IOException {
        if (reply.startsWith("421")) throw new IOException(reply);
        if (!reply.startsWith(code)) throw new AssertionError("not " + code + " but: " + reply);
    }

    private String text(String id) {
        int octets = random.nextInt(40) == 0 ? LARGE : random.nextInt(20_000);
        return Ledger.text(id, octets);
    }
}

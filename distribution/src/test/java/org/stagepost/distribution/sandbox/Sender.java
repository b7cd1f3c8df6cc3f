package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.stagepost.distribution.sandbox.Ledger.Letter;

/**
 * Sends letters over one SMTP session until the server is gone: most to one mailbox, some to two, which takes the queue. Or
 * logs in, and bears what goes by: after a refusal for now, or the end of a session, it goes on with the next letter.
 */
final class Sender implements Runnable {
    private static final int LARGE = 300_000;
    private static final long PAUSE_NANOS = 10_000_000;

    private final InetSocketAddress server;
    private final Organisation organisation;
    private final List<String> elsewhere;
    private final Ledger ledger;
    private final String name;
    private final Random random;
    private final Manner manner;
    private int number;

    /**
     * How it goes about it.
     *
     * @param bearable what a reply begins with that ends a session and is no fault
     * @param goesOn whether there is to be another letter, or another session
     */
    private record Manner(Optional<Person> login, String bearable, BooleanSupplier goesOn) {}

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
        this(server, organisation, elsewhere, ledger, name, random, new Manner(Optional.empty(), "421", () -> true));
    }

    private Sender(
            InetSocketAddress server,
            Organisation organisation,
            List<String> elsewhere,
            Ledger ledger,
            String name,
            Random random,
            Manner manner) {
        this.manner = manner;
        this.server = server;
        this.organisation = organisation;
        this.elsewhere = elsewhere;
        this.ledger = ledger;
        this.name = name;
        this.random = random;
    }

    /** The same by submission, as long as that is wanted, whatever happens to the stages meanwhile. */
    Sender loggedIn(BooleanSupplier goesOn) {
        Manner patient = new Manner(Optional.of(organisation.people().getFirst()), "4", goesOn);
        return new Sender(server, organisation, elsewhere, ledger, name, random, patient);
    }

    @Override
    public void run() {
        do session();
        while (manner.login().isPresent() && manner.goesOn().getAsBoolean());
    }

    private void session() {
        try (Wire wire = new Wire(server)) {
            wire.reply();
            wire.ask("EHLO client.test");
            if (manner.login().isPresent()) login(manner.login().get(), wire);
            while (manner.goesOn().getAsBoolean()) send(new Letter(name + "-" + ++number, recipients()), wire);
        } catch (IOException gone) {
            // The server was killed: what it did not answer stays unanswered.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void login(Person person, Wire wire) throws IOException {
        String plain = "\0" + person.address() + "\0" + person.password();
        byte[] octets = plain.getBytes(StandardCharsets.US_ASCII);
        demand("235", wire.ask("AUTH PLAIN " + Base64.getEncoder().encodeToString(octets)));
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
        String reply = wire.reply();
        demand("250", reply);
        ledger.taken(letter, reply);
    }

    private String address(String recipient) {
        return recipient.contains("@") ? recipient : recipient + "@" + organisation.domain();
    }

    private void demand(String code, String reply) throws IOException {
        if (reply.startsWith(manner.bearable())) throw new IOException(reply);
        if (!reply.startsWith(code)) throw new AssertionError("not " + code + " but: " + reply);
    }

    private String text(String id) {
        int octets = random.nextInt(40) == 0 ? LARGE : random.nextInt(20_000);
        String text = Ledger.text(id, octets);
        return manner.login().isEmpty()
                ? text
                : text.replace("From: load", "From: " + manner.login().get().address());
    }
}

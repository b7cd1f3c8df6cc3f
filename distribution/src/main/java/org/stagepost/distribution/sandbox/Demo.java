package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stagepost.distribution.Arrows;
import org.stagepost.trace.TraceEvent.Stage;

/**
 * Bob of one organisation writes to three people of two; the journey is printed as it happens, the message read back by
 * POP3 and IMAP, and the servers then stay up to be played with.
 */
public final class Demo implements AutoCloseable {
    private static final String PASSWORD = "sandbox";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> RECIPIENTS = List.of("alice@venus.test", "theboss@venus.test", "carol@mars.test");
    private static final String SUBJECT = "Test message";
    private static final String TEXT = "Three of you, one message: may it find its ways.";

    private final Path folder;
    private final Screen screen;
    private final Organisation mars = organisation("mars.test", "127.0.0.2", "bob", "carol");
    private final Organisation venus = organisation("venus.test", "127.0.0.3", "alice", "theboss");
    private final ReentrantLock closing = new ReentrantLock();
    private @Nullable Sandbox sandbox;

    /** @param folder an empty one, removed at the end */
    public Demo(Path folder, Screen screen) {
        this.folder = folder;
        this.screen = screen;
    }

    /** The demo could not do what it is for; the message says why. */
    public static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;

        FailedException(String reason) {
            super(reason);
        }

        FailedException(String reason, Throwable cause) {
            super(reason, cause);
        }
    }

    /** Starts the DNS and both organisations. */
    public void start() throws Exception {
        List<Organisation> both = List.of(mars, venus);
        for (Organisation each : both) demandAddress(each.address());
        Ports ports = Ports.memorable(List.of(mars.address(), venus.address()));
        Sandbox started = Sandbox.open(folder, ports, Ports.dns(), both);
        sandbox = started;
        screen.title("Stagepost demo: two organisations on this machine, own DNS on "
                + Ports.text(started.dns().address()));
        for (Organisation each : both) {
            started.start(each, Arrows.ON_THE_WIRE, screen);
            screen.moment("%-10s  %-9s  smtp %d  submission %d  lmtp %d  imap %d  pop3 %d"
                    .formatted(
                            each.domain(),
                            each.address().getHostAddress(),
                            ports.smtp(),
                            ports.submission(),
                            ports.lmtp(),
                            ports.imap(),
                            ports.pop3()));
        }
    }

    private static Organisation organisation(String domain, String address, String... names) {
        List<Person> people = List.of(names).stream()
                .map(name -> new Person(name, domain, PASSWORD))
                .toList();
        return new Organisation(domain, Ports.loopback(address), people);
    }

    private static void demandAddress(InetAddress address) throws FailedException {
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            socket.getLocalPort();
        } catch (BindException e) {
            throw new FailedException(
                    "this machine has no " + address.getHostAddress() + "; on macOS run: sudo ifconfig lo0 alias "
                            + address.getHostAddress(),
                    e);
        } catch (IOException e) {
            throw new FailedException(address.getHostAddress() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Sends the message, waits for it, and reads it back.
     *
     * @return what the submission server calls it
     */
    public String run() throws Exception {
        String id = submit();
        if (!screen.awaitDelivery(Set.copyOf(RECIPIENTS), PATIENCE))
            throw new FailedException(screen.refusal()
                    .orElse("the message did not arrive within " + PATIENCE.toSeconds() + " s, and nobody refused it"));
        read(Stage.IMAP, venus, "alice");
        read(Stage.POP3, venus, "theboss");
        read(Stage.IMAP, mars, "carol");
        return id;
    }

    private String submit() throws IOException {
        Person bob = mars.person("bob");
        screen.title("bob@mars.test writes to alice@venus.test, theboss@venus.test and carol@mars.test");
        screen.hold();
        try {
            String reply = new MailProgram(bob, screen::said)
                    .submit(mars.at(sandbox().ports().submission()), RECIPIENTS, message(bob));
            return reply.substring(reply.lastIndexOf(' ') + 1);
        } finally {
            screen.release();
        }
    }

    private static List<String> message(Person from) {
        return List.of(
                "From: Bob <" + from.address() + ">",
                "To: " + String.join(", ", RECIPIENTS),
                "Subject: " + SUBJECT,
                "",
                TEXT);
    }

    private void read(Stage protocol, Organisation organisation, String name) throws Exception {
        MailProgram program = new MailProgram(organisation.person(name), dialogue());
        List<String> inbox = protocol == Stage.IMAP
                ? program.readByImap(organisation.at(sandbox().ports().imap()))
                : program.readByPop3(organisation.at(sandbox().ports().pop3()));
        String message = inbox.isEmpty() ? "" : inbox.get(0);
        if (!message.contains("\r\nSubject: " + SUBJECT + "\r\n") || !message.endsWith("\r\n\r\n" + TEXT + "\r\n"))
            throw new FailedException(name + "@" + organisation.domain() + " has not got what bob wrote");
        long received =
                message.lines().filter(line -> line.startsWith("Received:")).count();
        screen.read(
                protocol,
                organisation.person(name),
                "\"%s\" from bob, %d octets, %d Received fields".formatted(SUBJECT, message.length(), received));
    }

    private Consumer<String> dialogue() {
        return screen.detail() == Screen.Detail.DIALOGUE ? screen::said : line -> {};
    }

    /** What can be done now that both are up. */
    public void explain(String id) {
        screen.title("Everything has arrived. Both stay up until Ctrl-C, which removes " + folder);
        screen.plain("  accounts  bob carol @mars.test, alice theboss @venus.test; password " + PASSWORD);
        Ports ports = sandbox().ports();
        screen.plain("  ports     submission " + ports.submission() + " or " + ports.submissions() + " (TLS), imap "
                + ports.imap() + " or " + ports.imaps() + " (TLS), pop3 " + ports.pop3() + " or " + ports.pop3s()
                + " (TLS)");
        screen.command("  send      printf 'Subject: hello\\n\\nFrom curl.\\n' | curl -k --ssl-reqd --crlf -T - \\");
        screen.command("              --mail-from bob@mars.test --mail-rcpt alice@venus.test \\");
        screen.command("              -u bob@mars.test:" + PASSWORD + " smtp://127.0.0.2:" + ports.submission());
        screen.command("  read      curl -k --ssl-reqd -u alice@venus.test:" + PASSWORD + " 'imap://127.0.0.3:"
                + ports.imap() + "/INBOX;MAILINDEX=1'");
        screen.command("  trace     stagepost trace --config '" + sandbox().settingsFile(mars) + "' \\");
        screen.command("              " + id);
    }

    private Sandbox sandbox() {
        if (sandbox == null) throw new IllegalStateException("not started");
        return sandbox;
    }

    /** Stops what runs and removes the folder; a second time nothing happens. */
    @Override
    public void close() {
        closing.lock();
        try {
            if (sandbox != null) sandbox.close();
            if (Files.exists(folder)) remove();
        } catch (Exception e) {
            screen.plain(folder + " could not be removed: " + e.getMessage());
        } finally {
            closing.unlock();
        }
    }

    private void remove() throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(folder)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) Files.deleteIfExists(path);
    }
}

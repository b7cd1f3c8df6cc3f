package org.stagepost.smtp.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.stagepost.dialogue.Wire;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Ascii;
import org.stagepost.mail.Domain;
import org.stagepost.net.Conditions;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.net.Listener;
import org.stagepost.net.Network;
import org.stagepost.net.SelfSigned;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Authenticator;
import org.stagepost.sasl.Identity;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.sasl.Mechanisms.Plus;
import org.stagepost.sasl.Scram;
import org.stagepost.sasl.Step;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent;

/** A server on a free port of the loopback, whose receiver is given; its account is {@code ann} with password {@code pass}. */
public final class TestServer implements Closeable {
    public static final Supplier<Domain> POSTMASTER_AT = () -> new Domain("example.org");
    private static final AtomicBoolean REVOKED = new AtomicBoolean();
    private static final Random RANDOM = new SecureRandom();

    private final Network network = new Network();
    private final List<TraceEvent> events = new CopyOnWriteArrayList<>();
    private final Listener listener;

    public TestServer(Terms terms, Receiver receiver) throws IOException {
        this(terms, receiver, new Endpoint.Tcp("127.0.0.1", 0), Duration.ofSeconds(20));
    }

    public TestServer(Terms terms, Receiver receiver, Endpoint at, Duration idle) throws IOException {
        this(terms, receiver, at, new Limits(200, 200, idle));
    }

    public TestServer(Terms terms, Receiver receiver, Endpoint at, Limits limits) throws IOException {
        Reporter reporter = new Reporter(events::add, Clock.systemUTC(), TraceEvent.Stage.MTA, terms.hostName());
        SmtpServer server = new SmtpServer(terms, receiver, reporter, Clock.systemUTC(), RANDOM);
        listener = new Listener(
                network, new Listener.Settings("test", at, Optional.empty(), limits, "421 4.7.0 busy\r\n"), server);
        listener.start();
    }

    /** Terms that a test can be strict with. */
    public static Terms terms(Dialect dialect, Path folder) {
        return Terms.of(dialect, "mx.example.org", folder.resolve("spill"), POSTMASTER_AT);
    }

    /** Submission as it is offered to people: STARTTLS, and a login under it. */
    public static Terms submission(Path folder) throws IOException {
        return terms(Dialect.SUBMISSION, folder).with(tls(folder)).demanding(mechanisms(InClear.NOWHERE));
    }

    public static Mechanisms mechanisms(InClear inClear) {
        return new Mechanisms(new Ann(), inClear, Plus.AUTO);
    }

    public static Tls tls(Path folder) throws IOException {
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        try (RealDisk disk = new RealDisk()) {
            if (!Files.exists(certificate))
                new SelfSigned(disk, certificate, key).write(List.of("localhost"), Clock.systemUTC());
        }
        return Tls.server(certificate, key);
    }

    public Endpoint endpoint() {
        return listener.endpoint();
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ((Endpoint.Tcp) endpoint()).port());
    }

    /** A client that has heard the greeting. */
    public Wire wire() throws IOException {
        Wire wire = new Wire(address());
        wire.reply();
        return wire;
    }

    public List<TraceEvent> events() {
        return events;
    }

    /** The event number {@code index}, waited for: it is reported behind the reply. */
    public TraceEvent event(int index) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (events.size() <= index) {
            if (System.nanoTime() > deadline) throw new AssertionError("only " + events.size() + " events");
            Thread.onSpinWait();
        }
        return events.get(index);
    }

    /** Sessions that ended by a fault of ours. */
    public int faults() {
        return network.faults();
    }

    public void stop() throws IOException, InterruptedException {
        stop(Duration.ofSeconds(10));
    }

    /** @param grace for those who are in a transaction */
    public void stop(Duration grace) throws IOException, InterruptedException {
        listener.stop(grace);
    }

    @Override
    public void close() throws IOException {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            network.close();
        }
    }

    /** From now on ann's password is another one. */
    public void revoke() {
        REVOKED.set(true);
        Conditions.ask(network);
        REVOKED.set(false);
    }

    /** Knows ann, and that the back end is away for {@code away}. */
    private static final class Ann implements Authenticator {
        private static final byte[] SALT = new byte[16];

        @Override
        public Step password(String name, byte[] password, InetAddress client) {
            if (name.equals("away")) return new Step.Refused(Step.Refusal.TEMPORARY);
            boolean right = name.equals("ann") && Arrays.equals(password, Ascii.octets("pass"));
            return right
                    ? new Step.Proved(new Identity("ann@example.org"))
                    : new Step.Refused(Step.Refusal.INVALID_CREDENTIALS);
        }

        @Override
        public Optional<List<ScramKeys>> scram(Scram scram, String name, InetAddress client) {
            Identity identity = name.equals("ann") ? new Identity("ann@example.org") : Identity.NOBODY;
            return Optional.of(List.of(scram.keys(identity, Ascii.octets("pass"), SALT, 4096)));
        }

        @Override
        public Step certified(String name, InetAddress client) {
            return name.equals("ann@example.org")
                    ? new Step.Proved(new Identity(name))
                    : new Step.Refused(Step.Refusal.INVALID_CREDENTIALS);
        }

        @Override
        public BooleanSupplier standing(Identity identity) {
            return () -> !REVOKED.get();
        }

        @Override
        public void proved(Identity identity, InetAddress client) {}

        @Override
        public void failed(String name, InetAddress client) {}
    }
}

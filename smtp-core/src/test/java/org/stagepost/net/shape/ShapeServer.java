package org.stagepost.net.shape;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.stagepost.disk.RealDisk;
import org.stagepost.mail.Domain;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.net.Listener;
import org.stagepost.net.Network;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.server.Allowance;
import org.stagepost.smtp.server.Client;
import org.stagepost.smtp.server.Dialect;
import org.stagepost.smtp.server.Receipt;
import org.stagepost.smtp.server.Receiver;
import org.stagepost.smtp.server.SmtpServer;
import org.stagepost.smtp.server.Terms;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;

/** The server's half: says its port, then when it is asked the memory that it holds or the processor time that it has taken. */
public final class ShapeServer {
    private static final int MANY = 1_000_000_000;

    private ShapeServer() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        ShapeBench.answer(arguments[0].equals("loop") ? EventLoop.start(new Appends(folder)) : sessions(folder));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String question = in.readLine(); question != null; question = in.readLine())
            ShapeBench.answer(question.equals("memory") ? memory() : processor());
        System.exit(0);
    }

    private static int sessions(Path folder) throws IOException {
        RealDisk disk = new RealDisk();
        Clock clock = Clock.systemUTC();
        Random random = new SecureRandom();
        Allowance endless =
                new Allowance(MANY, MANY, MANY, 3, Duration.ZERO, Duration.ZERO, Allowance.TRUSTED.lasting());
        Terms terms = Terms.of(Dialect.SMTP, "mx.example.org", folder, () -> new Domain("example.org"))
                .with(endless);
        Reporter reporter = new Reporter(event -> {}, clock, Stage.MTA, "mx.example.org");
        SmtpServer server = new SmtpServer(terms, new Taker(disk, new Appends(folder)), reporter, clock, random);
        Limits limits = new Limits(20_000, 20_000, Duration.ofMinutes(5));
        Listener listener = new Listener(
                new Network(),
                new Listener.Settings("shape", new Endpoint.Tcp("127.0.0.1", 0), Optional.empty(), limits, "421\r\n"),
                server);
        listener.start();
        return ((Endpoint.Tcp) listener.endpoint()).port();
    }

    /** Octets of heap in use once the garbage is gone, and octets of memory that the process has. */
    private static String memory() throws Exception {
        long heap = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(200);
            Runtime runtime = Runtime.getRuntime();
            heap = Math.min(heap, runtime.totalMemory() - runtime.freeMemory());
        }
        return heap + " " + resident();
    }

    /** Nanoseconds of processor time so far, of all threads. */
    private static long processor() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status")))
            if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        throw new IOException("no VmRSS");
    }

    /** Takes everything, with one forced write a message. */
    private record Taker(RealDisk disk, Appends appends) implements Receiver {
        @Override
        public Reply mail(Client client, Envelope envelope) {
            return Replies.SENDER_OK;
        }

        @Override
        public Reply rcpt(Client client, Envelope soFar, Recipient recipient) {
            return Replies.RECIPIENT_OK;
        }

        @Override
        public Receipt data(Client client, Envelope envelope, Message message) {
            try {
                disk.perform(appends::force);
                return Receipt.all(envelope, Replies.queued(envelope.trace()));
            } catch (IOException e) {
                return Receipt.all(envelope, Replies.NOT_STORED);
            }
        }
    }

    static InetSocketAddress anyPort() {
        return new InetSocketAddress("127.0.0.1", 0);
    }
}

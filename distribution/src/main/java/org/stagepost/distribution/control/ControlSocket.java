package org.stagepost.distribution.control;

import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.disk.Disk;
import org.stagepost.launch.Service;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.Connection;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.net.Listener;
import org.stagepost.net.Network;

/**
 * Hears orders at one socket a role. One order a connection: its words on a line; the answer is lines that begin with a
 * blank, then {@code ok}, or {@code no} and the reason.
 */
public final class ControlSocket implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private static final Limits LIMITS = new Limits(16, 16, Duration.ofSeconds(10));
    private static final int THREADS = 2;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Path folder;
    private final Disk disk;
    private final List<Listener> listeners = new ArrayList<>();
    private final Set<Clerk> clerks;
    private final ExecutorService work = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().name("control-", 0).daemon().factory());

    @Inject
    public ControlSocket(Network network, Disk disk, ControlPlace place, Set<Clerk> clerks) {
        this.folder = place.folder();
        this.disk = disk;
        this.clerks = clerks;
        for (String role : place.roles()) {
            Endpoint socket = new Endpoint.Unix(place.socket(role));
            listeners.add(new Listener(
                    network,
                    new Listener.Settings("control", socket, Optional.empty(), LIMITS, "no busy\r\n"),
                    this::converse));
        }
    }

    @Override
    public void start() throws IOException {
        disk.createDirectories(folder);
        for (Listener listener : listeners) listener.start();
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        Listener.stop(listeners, GRACE);
        work.shutdown();
    }

    private void converse(Connection connection) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            List<String> order = Words.parse(utf8(connection.line(Words.MAX_LINE)));
            for (String told : answered(order))
                text.append(' ').append(Words.escaped(told)).append("\r\n");
            text.append("ok\r\n");
        } catch (RefusedException refused) {
            text.append("no ")
                    .append(Words.escaped(String.valueOf(refused.getMessage())))
                    .append("\r\n");
        } catch (SyntaxException e) {
            text.append("no ").append(e.getMessage()).append("\r\n");
        }
        connection.write(text.toString().getBytes(StandardCharsets.UTF_8));
        connection.flushNow();
    }

    /** On a thread that may hash and wait: neither the session's, nor one of the few that write. */
    private List<String> answered(List<String> order) throws IOException, RefusedException {
        try {
            return work.submit(() -> answer(order)).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedException refused) throw refused;
            throw new IOException("the order " + order.get(0) + " failed", e.getCause());
        } catch (RejectedExecutionException | InterruptedException e) {
            throw new RefusedException("the server is stopping", e);
        }
    }

    private List<String> answer(List<String> order) throws RefusedException {
        for (Clerk clerk : clerks) {
            if (!clerk.knows(order.get(0))) continue;
            if (!clerk.isOnlyAsked())
                LOG.info("order: {}", order.get(0) + (order.size() > 1 ? " " + order.get(1) : ""));
            return clerk.answer(order);
        }
        throw new RefusedException("this process has nothing to do with " + order.get(0));
    }

    private static String utf8(String octets) {
        return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}

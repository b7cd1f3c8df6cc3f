package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Somebody else's mail host, which runs a program of somebody else: it keeps mail for its domain, and hands ours to us. */
interface Neighbour extends AutoCloseable {
    Duration PATIENCE = Duration.ofMinutes(1);

    /**
     * Where it stands.
     *
     * @param listen where it takes mail
     * @param otherDomain ours, with where we take mail
     * @param keyAndCertificate a PEM file with both
     */
    record Setting(
            String domain,
            InetSocketAddress listen,
            String otherDomain,
            InetSocketAddress otherAt,
            Path keyAndCertificate) {
        String hostname() {
            return "mx." + domain;
        }
    }

    /** The folder in which each of its letters is a file, whomever it is for. */
    Path inbox();

    /** What it has logged. */
    String said();

    @Override
    void close() throws InterruptedException;

    /** What it has taken for its own domain, waited for. */
    default List<String> await(int count) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        List<String> letters = letters();
        while (letters.size() < count) {
            if (System.nanoTime() > until) throw new AssertionError(letters.size() + " letters:\n" + said());
            Thread.sleep(50);
            letters = letters();
        }
        return letters;
    }

    private List<String> letters() throws IOException {
        List<String> letters = new ArrayList<>();
        if (!Files.isDirectory(inbox())) return letters;
        try (Stream<Path> files = Files.list(inbox())) {
            for (Path file : files.sorted().toList()) letters.add(text(file));
        }
        return letters;
    }

    /** A file's text; empty while there is none. */
    static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void awaitGreeting(InetSocketAddress listen, Process process, Supplier<String> said)
            throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Wire wire = new Wire(listen)) {
                wire.reply();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > until || !process.isAlive())
                    throw new AssertionError("no answer on " + listen + ":\n" + said.get(), e);
                Thread.sleep(100);
            }
        }
    }

    static void end(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
    }
}

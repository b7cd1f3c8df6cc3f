package org.stagepost.net.shape;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What the shape of our sessions costs: blocking dialogues on virtual threads over pulled channels, beside the same
 * commands answered by a handler on the event loop. No test: a program that is run by hand, the server and the client each
 * in a process of its own.
 *
 * <pre>
 * mvn -q -o -Pfast -pl smtp-core test-compile
 * java -cp ... org.stagepost.net.shape.ShapeBench [seconds] [folder]
 * </pre>
 *
 * <p>Each load runs that long twice (10 s unless told), and the second time counts: a server that the compiler of the JVM
 * has not caught up with says nothing of its shape, and after 3 s it has not.
 *
 * <p>The folder is where the forced writes go; its disk decides the third figure. The limits: 20 KiB an idle connection, and
 * not more than a third lost at 200 connections, pipelined or with a forced write a transaction.
 */
public final class ShapeBench {
    static final int CONNECTIONS = 200;
    private static final int IDLE = 5_000;
    private static final int ROUNDS = 3;

    /** In front of what a child has to say, among what its libraries log. */
    private static final String ANSWER = "> ";

    private final int seconds;
    private final Path folder;

    private ShapeBench(int seconds, Path folder) {
        this.seconds = seconds;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        Path folder = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("shape");
        ShapeBench bench = new ShapeBench(seconds, folder);
        bench.idle();
        for (ShapeClient.Load load : ShapeClient.Load.values()) bench.compare(load);
    }

    /** What {@link #IDLE} connections add to as many: what a process grows to once, whoever comes, is not theirs. */
    private void idle() throws Exception {
        double[] heap = new double[ROUNDS];
        double[] resident = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            try (Child server = server("session")) {
                try (Child first = idling(server)) {
                    first.remember();
                    long[] before = measured(server);
                    try (Child more = idling(server)) {
                        more.remember();
                        long[] after = measured(server);
                        heap[i] = (after[0] - before[0]) / 1024.0 / IDLE;
                        resident[i] = (after[1] - before[1]) / 1024.0 / IDLE;
                    }
                }
            }
        }
        say(
                "an idle connection, of %,d more: %.1f KiB of heap, %.1f KiB resident (runs: %s; %s)",
                IDLE, median(heap), median(resident), runs(heap), runs(resident));
    }

    private static Child idling(Child server) throws IOException {
        return Child.of(ShapeClient.class, "idle", server.word(), String.valueOf(IDLE));
    }

    private static long[] measured(Child server) throws IOException {
        String[] words = server.ask("memory").split(" ", -1);
        return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
    }

    /** One after the other and by turns, so that what else goes on at this machine is on both sides. */
    private void compare(ShapeClient.Load load) throws Exception {
        Figures session = new Figures();
        Figures loop = new Figures();
        for (int i = 0; i < ROUNDS; i++) {
            run("loop", load, loop, i);
            run("session", load, session, i);
        }
        say(
                "%s at %d connections: session %,.0f/s, event loop %,.0f/s, ratio %.2f (runs: %s; %s)",
                load.title(),
                CONNECTIONS,
                median(session.rates),
                median(loop.rates),
                median(session.rates) / median(loop.rates),
                runs(session.rates),
                runs(loop.rates));
        say(
                "    of the server's processor time: session %.1f us each, event loop %.1f us (runs: %s; %s)",
                median(session.micros), median(loop.micros), runs(session.micros), runs(loop.micros));
    }

    /** What one kind of server did in each round: steps a second, and what each took of a processor. */
    private static final class Figures {
        private final double[] rates = new double[ROUNDS];
        private final double[] micros = new double[ROUNDS];
    }

    private void run(String kind, ShapeClient.Load load, Figures into, int round) throws Exception {
        try (Child server = server(kind);
                Child client = Child.of(ShapeClient.class, load.name(), server.word(), String.valueOf(seconds))) {
            client.line();
            long before = Long.parseLong(server.ask("processor"));
            String[] words = client.line().split(" ", -1);
            long after = Long.parseLong(server.ask("processor"));
            into.rates[round] = Double.parseDouble(words[0]);
            into.micros[round] = (after - before) / 1e3 / Long.parseLong(words[1]);
        }
    }

    private Child server(String kind) throws IOException {
        Child server = Child.of(ShapeServer.class, kind, folder.toString());
        server.remember();
        return server;
    }

    private static double median(double[] figures) {
        double[] sorted = figures.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String runs(double[] figures) {
        List<String> texts = new ArrayList<>();
        for (double figure : figures) texts.add(String.format(Locale.ROOT, figure < 1_000 ? "%.1f" : "%.0f", figure));
        return String.join(" ", texts);
    }

    static void answer(Object what) {
        System.out.println(ANSWER + what);
    }

    private static void say(String format, Object... figures) {
        System.out.println(String.format(Locale.ROOT, format, figures));
    }

    /** A process of this program's other half; it ends when its input does. */
    private static final class Child implements Closeable {
        private final Process process;
        private final BufferedReader out;
        private final OutputStream in;
        private String word = "";

        private Child(Process process) {
            this.process = process;
            this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            this.in = process.getOutputStream();
        }

        static Child of(Class<?> main, String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName()));
            command.addAll(List.of(arguments));
            return new Child(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }

        String line() throws IOException {
            String line = out.readLine();
            while (line != null && !line.startsWith(ANSWER)) line = out.readLine();
            if (line == null) throw new IOException("the process has ended");
            return line.substring(ANSWER.length());
        }

        void remember() throws IOException {
            word = line();
        }

        /** What it said first: a server's port. */
        String word() {
            return word;
        }

        String ask(String question) throws IOException {
            in.write((question + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
            return line();
        }

        @Override
        public void close() throws IOException {
            in.close();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

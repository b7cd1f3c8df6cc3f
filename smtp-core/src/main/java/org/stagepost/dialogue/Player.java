package org.stagepost.dialogue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Plays a script as the client of any server, over plain sockets of the JDK: it shares no code with the servers it tries.
 * Any certificate is taken. Lines of the client that follow each other go out in one write (RFC 2920).
 */
public final class Player {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final InetSocketAddress server;
    private final Map<String, String> given;

    public Player(InetSocketAddress server) {
        this(server, Map.of());
    }

    /** @param given values for {@code $names} that are known from the start, such as credentials in base 64 */
    public Player(InetSocketAddress server, Map<String, String> given) {
        this.server = server;
        this.given = Map.copyOf(given);
    }

    /**
     * Plays the script to its end.
     *
     * @return the value of every {@code $name} captured or given
     * @throws MismatchException at the first line where the server says something else
     * @throws IOException when there is no connection
     */
    public Map<String, String> play(Script script) throws IOException, MismatchException {
        Map<String, String> known = new HashMap<>(given);
        Map<String, ClientSocket> sockets = new LinkedHashMap<>();
        try {
            for (Script.Line line : script.lines()) step(script, line, known, sockets);
            for (ClientSocket socket : sockets.values()) socket.flush();
            return known;
        } finally {
            for (ClientSocket socket : sockets.values()) socket.close();
        }
    }

    private void step(Script script, Script.Line line, Map<String, String> known, Map<String, ClientSocket> sockets)
            throws IOException, MismatchException {
        if (!sockets.containsKey(line.connection())) sockets.put(line.connection(), new ClientSocket(server, PATIENCE));
        ClientSocket socket = Objects.requireNonNull(sockets.get(line.connection()));
        if (line instanceof Script.Say say) {
            socket.say(Expectation.filledIn(say.text(), known));
            return;
        }
        for (ClientSocket each : sockets.values()) each.flush();
        switch (line) {
            case Script.Say say -> throw new AssertionError(say);
            case Script.Hear hear -> hear(script, hear, new Expectation(hear.text(), known), socket);
            case Script.StartTls tls -> socket.startTls(server.getHostString());
            case Script.End end -> expectEnd(script, end, socket);
        }
    }

    private static void hear(Script script, Script.Hear hear, Expectation expected, ClientSocket socket)
            throws IOException, MismatchException {
        while (true) {
            String heard = heard(socket).orElseThrow(() -> mismatch(script, hear, "the connection ended"));
            if (expected.matches(heard)) {
                if (expected.endsWithWildcard()) socket.skipLiterals(heard);
                return;
            }
            if (!expected.passesOver(heard)) throw mismatch(script, hear, "heard  S: " + heard);
            socket.skipLiterals(heard);
        }
    }

    private static Optional<String> heard(ClientSocket socket) throws IOException, MismatchException {
        try {
            return socket.hear();
        } catch (SocketTimeoutException e) {
            return Optional.of("(nothing within " + PATIENCE.toSeconds() + " s)");
        }
    }

    private static void expectEnd(Script script, Script.End end, ClientSocket socket)
            throws IOException, MismatchException {
        Optional<String> heard = heard(socket);
        if (heard.isPresent())
            throw new MismatchException(script.name() + ":" + end.number() + ": expected END, heard S: " + heard.get());
    }

    private static MismatchException mismatch(Script script, Script.Hear hear, String what) {
        return new MismatchException(
                script.name() + ":" + hear.number() + ": expected S: " + hear.text() + "\n  but " + what);
    }
}

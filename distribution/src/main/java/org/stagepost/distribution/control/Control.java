package org.stagepost.distribution.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.SyntaxException;

/** The command line's side of the control sockets. */
public final class Control {
    /** Nothing that is ordered takes longer; what does is finished all the same, but nobody waits for it. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** A process that does not take a connection in this time hangs. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private final ControlPlace place;

    /** @param data the folder that the server was given */
    public Control(Path data) {
        place = new ControlPlace(data, List.of());
    }

    /** Whether a process with this role answers. */
    public boolean runs(String role) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                TimeLimit limited = new TimeLimit(channel, SOON)) {
            return channel.connect(UnixDomainSocketAddress.of(place.socket(role)));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a process with this role has left its socket behind: whoever stops in order removes it. */
    public boolean isLeft(String role) {
        return Files.exists(place.socket(role)) && !runs(role);
    }

    /**
     * Gives an order to the process with a role.
     *
     * @return what it answered; empty when no such process runs
     */
    public Optional<List<String>> ask(String role, List<String> order) throws RefusedException {
        return ask(role, order, PATIENCE);
    }

    /** The same for what is answered at once, or not at all. */
    public Optional<List<String>> ask(String role, List<String> order, Duration patience) throws RefusedException {
        Path socket = place.socket(role);
        if (!Files.exists(socket)) return Optional.empty();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                TimeLimit limited = new TimeLimit(channel, patience)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((Words.line(order) + "\r\n").getBytes(StandardCharsets.UTF_8)));
            return Optional.of(answer(new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))));
        } catch (ConnectException e) {
            return Optional.empty();
        } catch (AsynchronousCloseException e) {
            throw new RefusedException(
                    "the server at " + socket + " has not answered for " + patience.toSeconds() + " seconds", e);
        } catch (IOException | SyntaxException e) {
            throw new RefusedException("the server at " + socket + " does not answer: " + e.getMessage(), e);
        }
    }

    private static List<String> answer(BufferedReader lines) throws IOException, SyntaxException, RefusedException {
        List<String> told = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("ok")) return told;
            if (line.startsWith("no ")) throw new RefusedException(text(line.substring(3)));
            told.add(text(line.substring(1)));
        }
        throw new IOException("it broke off");
    }

    private static String text(String line) throws SyntaxException {
        return String.join("\t", Words.parse(line));
    }
}

package org.stagepost.distribution;

import java.io.IOException;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.net.Endpoint;

/** What a process that runs only some stages counts on others for, and whether they are there. */
public final class Lacking {
    private static final int PATIENCE_MILLIS = 1_000;

    private Lacking() {}

    /** One sentence for each stage that runs elsewhere; none where all of them run here. */
    public static List<String> in(Assembly assembly) {
        Configuration configuration = assembly.configuration();
        List<String> sentences = new ArrayList<>();
        if (assembly.has(Role.MSA) && !assembly.has(Role.MTA))
            sentences.add("submitted mail goes on to the mta at "
                    + state(configuration.msa().next(), "clients are told to come again"));
        if (assembly.has(Role.MTA) && !assembly.has(Role.MDA))
            sentences.add("mail for here goes on to the mda at "
                    + state(configuration.mta().delivery().to(), "it waits in the queue"));
        if (!assembly.has(Role.IMAP)) sentences.add(directory(configuration));
        return sentences;
    }

    private static String directory(Configuration configuration) {
        boolean there = Files.exists(configuration.directory().snapshot());
        return "accounts and domains are what the process with the imap role says in "
                + configuration.directory().snapshot()
                + (there ? "" : ", which is not there yet: until then nobody lives here and nobody logs in");
    }

    private static String state(Endpoint endpoint, String meanwhile) {
        return endpoint + (answers(endpoint) ? "" : ", where nothing listens yet: until then " + meanwhile);
    }

    private static boolean answers(Endpoint endpoint) {
        try {
            return switch (endpoint) {
                case Endpoint.Unix unix -> {
                    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                        yield channel.connect(UnixDomainSocketAddress.of(unix.path()));
                    }
                }
                case Endpoint.Tcp tcp -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(tcp.address(), PATIENCE_MILLIS);
                        yield true;
                    }
                }
            };
        } catch (IOException e) {
            return false;
        }
    }
}

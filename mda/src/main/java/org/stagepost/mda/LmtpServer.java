package org.stagepost.mda;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.launch.Service;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.net.Listener;
import org.stagepost.net.Network;
import org.stagepost.smtp.Replies;

/** Listens for LMTP at every endpoint of the settings. */
public final class LmtpServer implements Service {
    /** A transfer agent opens as many connections as it delivers at once, all from one address. */
    private static final Limits LIMITS = new Limits(500, 500, Duration.ofMinutes(5));

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Network network;
    private final MdaConfig config;
    private final LmtpTerms terms;
    private final LmtpDialogue dialogue;
    private final List<Listener> listeners = new ArrayList<>();

    @Inject
    LmtpServer(Network network, MdaConfig config, LmtpTerms terms, LmtpDialogue dialogue) {
        this.network = network;
        this.config = config;
        this.terms = terms;
        this.dialogue = dialogue;
    }

    @Override
    public void start() throws IOException {
        for (Endpoint endpoint : config.listen()) {
            Listener listener = new Listener(network, settings(endpoint), dialogue.on(terms.at(endpoint)));
            listener.start();
            listeners.add(listener);
        }
    }

    private static Listener.Settings settings(Endpoint endpoint) {
        String busy = Replies.TOO_MANY_CONNECTIONS + "\r\n";
        return new Listener.Settings("lmtp", endpoint, Optional.empty(), LIMITS, busy);
    }

    /** Where it listens, with the ports that the system picked. */
    public List<Endpoint> endpoints() {
        return listeners.stream().map(Listener::endpoint).toList();
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        Listener.stop(listeners, GRACE);
        listeners.clear();
    }
}

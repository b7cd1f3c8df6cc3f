package org.stagepost.pop3;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.launch.Service;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Listener;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;

/** The listeners of POP3; each connection gets a session of its own. */
public final class Pop3Server implements Service {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Pop3Config config;
    private final Network network;
    private final Pop3Session.Means means;
    private final List<Listener> listeners = new ArrayList<>();

    @Inject
    Pop3Server(Pop3Config config, Network network, Pop3Session.Means means) {
        this.config = config;
        this.network = network;
        this.means = means;
    }

    @Override
    public void start() throws IOException {
        for (Endpoint endpoint : config.listen()) listen("pop3", endpoint, Optional.empty());
        for (Endpoint endpoint : config.listenTls()) listen("pop3s", endpoint, Optional.of(means.tls()));
    }

    private void listen(String name, Endpoint endpoint, Optional<Tls> implicitTls) throws IOException {
        Listener.Settings settings = new Listener.Settings(
                        name, endpoint, implicitTls, config.limits(), Pop3Reply.BUSY.toString())
                .behind(network.proxies());
        Listener listener =
                new Listener(network, settings, connection -> new Pop3Session(connection, means).converse());
        listener.start();
        listeners.add(listener);
    }

    /** Where it listens, in the order of the settings: plain ones first. */
    public List<Endpoint> endpoints() {
        return listeners.stream().map(Listener::endpoint).toList();
    }

    @Override
    public void takeNoMore() throws IOException {
        for (Listener listener : listeners) listener.takeNoMore(GRACE);
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        Listener.stop(listeners, GRACE);
        listeners.clear();
    }
}

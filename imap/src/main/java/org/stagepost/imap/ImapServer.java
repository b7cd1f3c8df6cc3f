package org.stagepost.imap;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.imap.handle.SearchThreads;
import org.stagepost.imap.response.RenderedCache;
import org.stagepost.launch.Service;
import org.stagepost.mail.Address;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.TextIndex;
import org.stagepost.net.Connection;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Listener;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.PerAccount;

/** The IMAP listeners, plain with STARTTLS and TLS from the first octet (RFC 3501 2.1, RFC 8314 3.2). */
public final class ImapServer implements Service {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Network network;
    private final ImapServices services;
    private final List<Listener> listeners = new ArrayList<>();

    @Inject
    public ImapServer(
            Network network,
            ImapConfig config,
            MailStore store,
            TextIndex index,
            Mechanisms mechanisms,
            Tls tls,
            Clock clock) {
        this.network = network;
        this.services = new ImapServices(
                config,
                store,
                index,
                new SearchThreads(),
                mechanisms,
                tls.forLogins().speaking("imap"),
                new RenderedCache(config.cache()),
                new PerAccount(config.perAccount()),
                clock);
    }

    @Override
    public void start() throws IOException {
        for (Endpoint endpoint : services.config().listen()) listen("imap", endpoint, Optional.empty());
        for (Endpoint endpoint : services.config().listenTls()) listen("imaps", endpoint, Optional.of(services.tls()));
    }

    private void listen(String name, Endpoint endpoint, Optional<Tls> implicitTls) throws IOException {
        ImapConfig config = services.config();
        Listener listener = new Listener(
                network,
                new Listener.Settings(name, endpoint, implicitTls, config.limits(), "* BYE too many connections\r\n")
                        .behind(network.proxies()),
                this::converse);
        listener.start();
        listeners.add(listener);
    }

    private void converse(Connection connection) throws IOException {
        new ImapSession(services, connection).converse();
    }

    /** Where it listens, in the order of the settings, plain before TLS; known once started. */
    public List<Endpoint> endpoints() {
        return listeners.stream().map(Listener::endpoint).toList();
    }

    /** Drops what is remembered of the messages of one account; sessions go on. */
    public void forget(Address account) {
        services.cache().forget(account);
    }

    @Override
    public void takeNoMore() throws IOException {
        for (Listener listener : listeners) listener.takeNoMore(GRACE);
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        Listener.stop(listeners, GRACE);
        listeners.clear();
        services.searching().close();
    }
}

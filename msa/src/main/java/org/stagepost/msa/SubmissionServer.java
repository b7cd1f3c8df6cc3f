package org.stagepost.msa;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stagepost.launch.Service;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Listener;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.smtp.Replies;

/** Listens for mail clients: with STARTTLS (RFC 6409), and in TLS from the first octet on (RFC 8314). */
public final class SubmissionServer implements Service {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Network network;
    private final MsaConfig config;
    private final SubmissionTerms terms;
    private final SubmissionDialogue dialogue;
    private final List<Listener> submission = new ArrayList<>();
    private final List<Listener> submissions = new ArrayList<>();

    @Inject
    SubmissionServer(Network network, MsaConfig config, SubmissionTerms terms, SubmissionDialogue dialogue) {
        this.network = network;
        this.config = config;
        this.terms = terms;
        this.dialogue = dialogue;
    }

    @Override
    public void start() throws IOException {
        for (Endpoint endpoint : config.listen())
            submission.add(listening(settings("submission", endpoint, Optional.empty())));
        for (Endpoint endpoint : config.listenTls())
            submissions.add(listening(settings("submissions", endpoint, Optional.of(terms.tls()))));
    }

    private Listener listening(Listener.Settings settings) throws IOException {
        Listener listener = new Listener(network, settings, dialogue.on(terms.terms()));
        listener.start();
        return listener;
    }

    private Listener.Settings settings(String name, Endpoint endpoint, Optional<Tls> implicitTls) {
        String busy = Replies.TOO_MANY_CONNECTIONS + "\r\n";
        return new Listener.Settings(name, endpoint, implicitTls, config.limits(), busy).behind(network.proxies());
    }

    /** Where submission with STARTTLS is spoken, with the ports that the system picked. */
    public List<Endpoint> submission() {
        return submission.stream().map(Listener::endpoint).toList();
    }

    /** Where submission in TLS is spoken, with the ports that the system picked. */
    public List<Endpoint> submissions() {
        return submissions.stream().map(Listener::endpoint).toList();
    }

    @Override
    public void takeNoMore() throws IOException {
        for (Listener listener : all()) listener.takeNoMore(GRACE);
    }

    private List<Listener> all() {
        return Stream.concat(submission.stream(), submissions.stream()).toList();
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        Listener.stop(all(), GRACE);
        submission.clear();
        submissions.clear();
    }
}

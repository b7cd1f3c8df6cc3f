package org.stagepost.mta;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stagepost.launch.Service;
import org.stagepost.mta.MtaConfig.Receiving;
import org.stagepost.net.Dialogue;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.net.Listener;
import org.stagepost.net.Network;
import org.stagepost.smtp.Replies;

/** Listens for other servers, and apart from them for our own submission stage and for those who come for their mail. */
public final class TransferServer implements Service {
    /** Our own stage opens as many connections as it has clients, all from one address. */
    private static final Limits OWN_STAGE = new Limits(2_000, 2_000, Duration.ofMinutes(5));

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Network network;
    private final Receiving receiving;
    private final TransferDialogues dialogues;
    private final List<Listener> world = new ArrayList<>();
    private final List<Listener> submission = new ArrayList<>();
    private final List<Endpoint> fetched;
    private final List<Listener> fetching = new ArrayList<>();

    @Inject
    TransferServer(Network network, MtaConfig config, TransferDialogues dialogues) {
        this.network = network;
        this.receiving = config.receiving();
        this.fetched = config.fetching().listen();
        this.dialogues = dialogues;
    }

    @Override
    public void start() throws IOException {
        for (Endpoint at : receiving.submission())
            submission.add(started(settings("mta-submission", at, OWN_STAGE), dialogues.submission(at)));
        for (Endpoint at : receiving.listen())
            world.add(started(settings("mta", at, receiving.limits()).behind(network.proxies()), dialogues.world()));
        for (Endpoint at : fetched)
            fetching.add(started(
                    settings("mta-odmr", at, receiving.limits()).behind(network.proxies()), dialogues.fetching()));
    }

    private static Listener.Settings settings(String name, Endpoint at, Limits limits) {
        String busy = Replies.TOO_MANY_CONNECTIONS + "\r\n";
        return new Listener.Settings(name, at, Optional.empty(), limits, busy);
    }

    private Listener started(Listener.Settings settings, Dialogue dialogue) throws IOException {
        Listener listener = new Listener(network, settings, dialogue);
        listener.start();
        return listener;
    }

    /** Where other servers speak to us, with the ports that the system picked. */
    public List<Endpoint> endpoints() {
        return world.stream().map(Listener::endpoint).toList();
    }

    /** Where our submission stage does. */
    public List<Endpoint> submissionEndpoints() {
        return submission.stream().map(Listener::endpoint).toList();
    }

    /** Where those speak to us who come for their mail. */
    public List<Endpoint> fetchingEndpoints() {
        return fetching.stream().map(Listener::endpoint).toList();
    }

    /** Our own submission stage may still bring what it has begun to take. */
    @Override
    public void takeNoMore() throws IOException {
        for (Listener listener : world) listener.takeNoMore(GRACE);
        for (Listener listener : fetching) listener.takeNoMore(GRACE);
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        List<Listener> all = new ArrayList<>(world);
        all.addAll(submission);
        all.addAll(fetching);
        Listener.stop(all, GRACE);
        fetching.clear();
        world.clear();
        submission.clear();
    }
}

package org.stagepost.msa;

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
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.server.Terms;

/** Listens for devices that cannot log in, at ports of their own; nowhere while the settings list none. */
public final class DeviceServer implements Service {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Network network;
    private final MsaConfig config;
    private final SubmissionTerms terms;
    private final SubmissionDialogue dialogue;
    private final Devices devices;
    private final Submission submission;
    private final List<Listener> listeners = new ArrayList<>();

    @Inject
    DeviceServer(
            Network network,
            MsaConfig config,
            SubmissionTerms terms,
            SubmissionDialogue dialogue,
            Devices devices,
            Submission submission) {
        this.network = network;
        this.config = config;
        this.terms = terms;
        this.dialogue = dialogue;
        this.devices = devices;
        this.submission = submission;
    }

    @Override
    public void start() throws IOException {
        for (Endpoint place : devices.places()) {
            String busy = Replies.TOO_MANY_CONNECTIONS + "\r\n";
            Listener.Settings settings =
                    new Listener.Settings("devices", place, Optional.empty(), config.limits(), busy);
            Listener listener = new Listener(
                    network, settings.behind(network.proxies()), dialogue.on(offered(place), receiver(place)));
            listener.start();
            listeners.add(listener);
        }
    }

    private DeviceReceiver receiver(Endpoint place) {
        return new DeviceReceiver(place, devices, submission);
    }

    private Terms offered(Endpoint place) {
        boolean open = devices.at(place).stream().anyMatch(device -> device.protection() == Device.Protection.NONE);
        return open ? terms.plain() : terms.plain().with(terms.tls());
    }

    /** Where devices are listened to, with the ports that the system picked. */
    public List<Endpoint> endpoints() {
        return listeners.stream().map(Listener::endpoint).toList();
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        for (Listener listener : listeners) listener.stop(GRACE);
        listeners.clear();
    }
}

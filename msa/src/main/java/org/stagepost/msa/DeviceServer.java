package org.stagepost.msa;

import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
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
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Place, Listener> listeners = new LinkedHashMap<>();

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

    /** Where it listens, and whether STARTTLS is offered there. */
    private record Place(Endpoint endpoint, Device.Protection protection) {}

    @Override
    public void start() throws IOException {
        try {
            follow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Listens where the devices of this moment are to be listened to, and nowhere else; the other places keep their sessions. */
    public void follow() throws IOException, InterruptedException {
        lock.lock();
        try {
            Set<Place> wanted = new LinkedHashSet<>();
            for (Endpoint endpoint : devices.places()) wanted.add(new Place(endpoint, devices.protectionAt(endpoint)));
            for (Place place : List.copyOf(listeners.keySet())) if (!wanted.contains(place)) leave(place);
            for (Place place : wanted) if (!listeners.containsKey(place)) listeners.put(place, listening(place));
        } finally {
            lock.unlock();
        }
    }

    private Listener listening(Place place) throws IOException {
        String busy = Replies.TOO_MANY_CONNECTIONS + "\r\n";
        Listener.Settings settings =
                new Listener.Settings("devices", place.endpoint(), Optional.empty(), config.limits(), busy);
        DeviceReceiver receiver = new DeviceReceiver(place.endpoint(), devices, submission);
        Terms offered = place.protection() == Device.Protection.NONE ? terms.plain() : terms.encrypted();
        Listener listener = new Listener(network, settings.behind(network.proxies()), dialogue.on(offered, receiver));
        listener.start();
        return listener;
    }

    private void leave(Place place) throws IOException, InterruptedException {
        Listener listener = listeners.remove(place);
        if (listener != null) listener.stop(GRACE);
    }

    /** Where devices are listened to, with the ports that the system picked. */
    public List<Endpoint> endpoints() {
        lock.lock();
        try {
            return listeners.values().stream().map(Listener::endpoint).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void takeNoMore() throws IOException {
        lock.lock();
        try {
            for (Listener listener : listeners.values()) listener.takeNoMore(GRACE);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() throws IOException, InterruptedException {
        lock.lock();
        try {
            Listener.stop(listeners.values(), GRACE);
            listeners.clear();
        } finally {
            lock.unlock();
        }
    }
}

package org.stagepost.msa;

import jakarta.inject.Inject;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.stagepost.directory.Directory;
import org.stagepost.mail.Address;
import org.stagepost.mail.Envelope;
import org.stagepost.msa.Allotment.Kind;
import org.stagepost.net.Endpoint;

/** The devices that the settings list, and what is left to each. */
public final class Devices {
    /** No login begins so. */
    private static final String KEY = "device ";

    private final Directory directory;
    private final Correspondents correspondents;
    private final Map<String, SubmissionLimits> limits = new ConcurrentHashMap<>();
    private volatile List<Device> devices;

    @Inject
    Devices(MsaConfig config, Directory directory, Correspondents correspondents) {
        this.devices = config.devices();
        this.directory = directory;
        this.correspondents = correspondents;
    }

    /** From the next command on, these. */
    public void become(List<Device> others) {
        devices = List.copyOf(others);
        for (Device device : others) limits(device).become(device.allotment());
    }

    Set<Endpoint> places() {
        Set<Endpoint> places = new LinkedHashSet<>();
        for (Device device : devices) places.addAll(device.listen());
        return places;
    }

    /** Those who may speak at a place from an address. */
    List<Device> at(Endpoint place, InetAddress address) {
        return devices.stream()
                .filter(device -> device.listen().contains(place) && device.speaksFrom(address))
                .toList();
    }

    /** Whether STARTTLS is offered at a place: not where one of them would stumble over it. */
    Device.Protection protectionAt(Endpoint place) {
        return devices.stream()
                .filter(device -> device.listen().contains(place))
                .map(Device::protection)
                .min(Device.Protection::compareTo)
                .orElse(Device.Protection.REQUIRED);
    }

    /** As whom a device hands in mail. */
    Sender sender(Device device) {
        Address only = device.sender().folded();
        return new Sender(
                key(device),
                key(device),
                device.sender(),
                address -> address.folded().equals(only),
                limits(device));
    }

    /** What they lack of their allotments now. */
    Map<String, Map<Kind, Long>> used() {
        Map<String, Map<Kind, Long>> all = new LinkedHashMap<>();
        limits.values().forEach(each -> all.putAll(each.used()));
        return all;
    }

    /** What they lacked this long ago; what is theirs is taken out. */
    void recall(Map<String, Map<Kind, Long>> all, Duration ago) {
        for (Device device : devices)
            Optional.ofNullable(all.get(key(device)))
                    .ifPresent(used -> limits(device).recall(Map.of(key(device), used), ago));
        all.keySet().removeIf(key -> key.startsWith(KEY));
    }

    private static String key(Device device) {
        return KEY + device.name();
    }

    private SubmissionLimits limits(Device device) {
        return limits.computeIfAbsent(
                device.name(), name -> new SubmissionLimits(device.allotment(), correspondents, System::nanoTime));
    }

    /** Who of them a message is from; each has one sender, the null one has none of them. */
    static Optional<Device> from(Envelope envelope, List<Device> devices) {
        Optional<Address> from = envelope.from().address().map(Address::folded);
        return devices.stream()
                .filter(device -> from.filter(device.sender().folded()::equals).isPresent())
                .findFirst();
    }

    boolean mayReach(Device device, Address recipient) {
        return switch (device.reach()) {
            case Device.Reach.Ours ours -> directory.isLocal(recipient.domain());
            case Device.Reach.Listed listed -> listed.domains().contains(recipient.domain());
            case Device.Reach.Anywhere anywhere -> true;
        };
    }
}

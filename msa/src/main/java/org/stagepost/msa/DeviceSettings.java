package org.stagepost.msa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stagepost.launch.Settings;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.msa.Device.Protection;
import org.stagepost.msa.Device.Reach;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Endpoint;

/** What the settings say of devices: {@code [[msa.devices]]}. */
final class DeviceSettings {
    private final Set<String> names = new HashSet<>();
    private final Map<Endpoint, Protection> places = new HashMap<>();

    private final int mostRecipients;

    private DeviceSettings(int mostRecipients) {
        this.mostRecipients = mostRecipients;
    }

    /** @param mostRecipients of any message that is submitted */
    static List<Device> from(Settings settings, int mostRecipients) {
        DeviceSettings read = new DeviceSettings(mostRecipients);
        List<Device> devices = new ArrayList<>();
        for (Settings own : settings.tables("msa.devices")) devices.add(read.device(own));
        return devices;
    }

    private Device device(Settings own) {
        String name = own.string("name").orElseThrow(() -> own.refusal("name", "a device needs one: \"scanner\""));
        if (!names.add(name)) throw own.refusal("name", "two devices are called " + name);
        List<AddressRange> networks = own.values("networks", List.of(), AddressRange::parse);
        if (networks.isEmpty()) throw own.refusal("networks", "a device is known by where it speaks from");
        Address sender = own.value("sender", Address::parse)
                .orElseThrow(() -> own.refusal("sender", "a device sends as one address: \"scanner@example.org\""));
        int messages = own.integer("messages-per-hour", 100, 1, 1_000_000);
        int recipients = own.integer("max-recipients", Math.min(20, mostRecipients), 1, mostRecipients);
        return new Device(
                name,
                networks,
                listen(own),
                own.value("tls", Protection.REQUIRED, Protection::parse),
                sender,
                reach(own.strings("recipients", List.of("ours")), own),
                recipients,
                allotment(messages, own.integer("messages-per-day", 10 * messages, 1, 10_000_000), recipients));
    }

    /** Many people get the same machine's mail: there are no strangers to count. */
    private static Allotment allotment(int hour, int day, int recipients) {
        return new Allotment(hour, bounded(hour, recipients), day, bounded(day, recipients), bounded(day, recipients));
    }

    private static int bounded(int messages, int recipients) {
        return (int) Math.min(Integer.MAX_VALUE, (long) messages * recipients);
    }

    /** One place offers STARTTLS to all who speak there, or to nobody. */
    private List<Endpoint> listen(Settings own) {
        List<Endpoint> listen = own.values("listen", List.of(), DeviceSettings::port);
        if (listen.isEmpty()) throw own.refusal("listen", "a device has a port of its own: [\":2525\"]");
        Protection protection = own.value("tls", Protection.REQUIRED, Protection::parse);
        for (Endpoint place : listen) {
            Protection before = places.put(place, protection);
            boolean one = place instanceof Endpoint.Tcp tcp && tcp.port() != 0;
            if (one && before != null && before != protection)
                throw own.refusal("tls", "another device at " + place + " has tls = \"" + before + "\"");
        }
        return listen;
    }

    private static Endpoint port(String text) throws SyntaxException {
        if (Endpoint.parse(text) instanceof Endpoint.Tcp tcp) return tcp;
        throw new SyntaxException("a device speaks over the network: \":2525\"");
    }

    private static Reach reach(List<String> recipients, Settings own) {
        if (recipients.equals(List.of("ours"))) return new Reach.Ours();
        if (recipients.equals(List.of("anywhere"))) return new Reach.Anywhere();
        try {
            List<Domain> domains = new ArrayList<>();
            for (String domain : recipients) domains.add(Domain.of(domain));
            if (!domains.isEmpty()) return new Reach.Listed(domains);
        } catch (SyntaxException e) {
            throw own.refusal("recipients", "is \"ours\", \"anywhere\", or a list of domains: " + e.getMessage());
        }
        throw own.refusal("recipients", "is \"ours\", \"anywhere\", or a list of domains");
    }
}

package org.stagepost.mda;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.Endpoint;
import org.stagepost.net.LmtpEndpoint;

/**
 * How mail is delivered.
 *
 * @param hostname our name in greetings and Received fields
 * @param listen where LMTP is spoken: without a login on Unix sockets and on loopback, with one elsewhere
 * @param peers the logins that may hand in mail from elsewhere; everybody else's login is for mail clients
 * @param overQuota what the sender of a message to a full mailbox hears
 * @param maxMessage octets of one message
 * @param spill where large messages wait unforced while they come in; on the file system of the store
 */
public record MdaConfig(
        Domain hostname, List<Endpoint> listen, Set<String> peers, OverQuota overQuota, long maxMessage, Path spill) {
    /** A message of the size that submission and transfer take, and room for the fields that they add. */
    private static final long LARGEST = 51L << 20;

    public MdaConfig {
        listen = List.copyOf(listen);
        peers = Set.copyOf(peers);
    }

    public static MdaConfig from(Settings settings) {
        Site site = Site.from(settings);
        Path socket = site.data().resolve("run").resolve("lmtp");
        MdaConfig config = new MdaConfig(
                site.hostname(),
                settings.values("mda.listen", List.of(new Endpoint.Unix(socket)), text -> below(site.data(), text)),
                Set.copyOf(settings.strings("mda.peers", List.of())),
                settings.value("mda.over-quota", OverQuota.DEFER, OverQuota::parse),
                settings.bytes("mda.max-message", LARGEST, 1 << 10, 1L << 31),
                site.data().resolve("incoming"));
        if (config.peers.isEmpty() && !config.remote().isEmpty())
            throw settings.refusal(
                    "mda.listen",
                    config.remote().get(0) + " is open to other machines: name who may log in there in mda.peers");
        return config;
    }

    /** A relative path of a socket starts at the data folder. */
    private static Endpoint below(Path data, String text) throws SyntaxException {
        Endpoint endpoint = LmtpEndpoint.parse(text);
        return endpoint instanceof Endpoint.Unix unix ? new Endpoint.Unix(data.resolve(unix.path())) : endpoint;
    }

    /** The endpoints that other machines may reach. */
    List<Endpoint> remote() {
        List<Endpoint> remote = new ArrayList<>(listen);
        remote.removeIf(MdaConfig::isOfThisMachine);
        return remote;
    }

    static boolean isOfThisMachine(Endpoint endpoint) {
        return switch (endpoint) {
            case Endpoint.Unix unix -> true;
            case Endpoint.Tcp tcp -> tcp.isLoopback();
        };
    }
}

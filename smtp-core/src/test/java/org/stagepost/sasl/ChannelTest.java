package org.stagepost.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.disk.RealDisk;
import org.stagepost.net.Connection;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Limits;
import org.stagepost.net.Listener;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;

class ChannelTest {
    @TempDir
    private Path folder;

    private final BlockingQueue<Channel> seen = new ArrayBlockingQueue<>(2);

    /** RFC 5929 section 4: both ends compute the same from the server's certificate. */
    @Test
    void tlsOffersItsServerEndPoint() throws Exception {
        try (RealDisk disk = new RealDisk();
                Network network = new Network()) {
            SelfSignedPair pair = SelfSignedPair.in(folder, disk);
            Listener listener = listener(network, Optional.of(Tls.server(pair.certificate(), pair.key())));
            try (Connection client = connect(network, listener)) {
                client.startTls(Tls.opportunistic(), Optional.empty());
                Channel channel = seen.poll(20, TimeUnit.SECONDS);
                assertThat(channel.encrypted()).isTrue();
                assertThat(channel.bindings()).hasSize(1);
                ChannelBinding binding = channel.bindings().get(0);
                assertThat(binding.type()).isEqualTo("tls-server-end-point");
                assertThat(client.tls().orElseThrow().peerEndPoint())
                        .hasValueSatisfying(octets ->
                                assertThat(octets).isEqualTo(binding.data().get()));
            } finally {
                listener.stop(Duration.ZERO);
            }
        }
    }

    @Test
    void withoutTlsThereIsNothingToBindTo() throws Exception {
        try (Network network = new Network()) {
            Listener listener = listener(network, Optional.empty());
            try (Connection client = connect(network, listener)) {
                Channel channel = seen.poll(20, TimeUnit.SECONDS);
                assertThat(channel).isEqualTo(new Channel(client.remoteAddress(), Optional.empty(), List.of()));
            } finally {
                listener.stop(Duration.ZERO);
            }
        }
    }

    private Listener listener(Network network, Optional<Tls> tls) throws Exception {
        Listener.Settings settings =
                new Listener.Settings("test", new Endpoint.Tcp("127.0.0.1", 0), tls, Limits.DEFAULT, "busy\r\n");
        Listener listener = new Listener(network, settings, connection -> seen.add(Channel.of(connection)));
        listener.start();
        return listener;
    }

    private static Connection connect(Network network, Listener listener) throws Exception {
        return network.connect(listener.endpoint(), Optional.empty(), Duration.ofSeconds(20));
    }

    private record SelfSignedPair(Path certificate, Path key) {
        static SelfSignedPair in(Path folder, RealDisk disk) throws Exception {
            SelfSignedPair pair = new SelfSignedPair(folder.resolve("cert.pem"), folder.resolve("key.pem"));
            new org.stagepost.net.SelfSigned(disk, pair.certificate, pair.key)
                    .write(List.of("localhost"), Clock.systemUTC());
            return pair;
        }
    }
}

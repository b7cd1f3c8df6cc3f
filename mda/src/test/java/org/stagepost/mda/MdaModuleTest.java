package org.stagepost.mda;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stagepost.directory.Directory;
import org.stagepost.launch.Launcher;
import org.stagepost.mail.Domain;
import org.stagepost.mailstore.MailStore;
import org.stagepost.net.Endpoint;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.smtp.server.TestServer;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.Tracer;

/** Delivery is wired strictly, and its server starts and stops as a service. */
class MdaModuleTest {
    @TempDir
    Path folder;

    @Test
    void serverStartsWithWhatTheProcessBrings() throws Exception {
        MdaConfig config = new MdaConfig(
                new Domain("mx.example.org"),
                List.of(new Endpoint.Tcp("127.0.0.1", 0)),
                Set.of(),
                OverQuota.DEFER,
                1 << 20,
                folder);
        try (Network network = new Network();
                Launcher launcher =
                        Launcher.start(List.of(new MdaModule(config), process(network)), List.of(LmtpServer.class))) {
            assertThat(launcher.instance(LmtpServer.class).endpoints())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Endpoint.Tcp.class, tcp -> assertThat(tcp.port()).isPositive());
            assertThat(launcher.instance(LocalDelivery.class)).isSameAs(launcher.instance(LocalDelivery.class));
        }
    }

    private Module process(Network network) throws Exception {
        Village village = new Village();
        Tls tls = TestServer.tls(folder);
        return new AbstractModule() {
            @Override
            protected void configure() {
                bind(Network.class).toInstance(network);
                bind(Directory.class).toInstance(village);
                bind(MailStore.class).toInstance(village);
                bind(Tls.class).toInstance(tls);
                bind(Mechanisms.class).toInstance(TestServer.mechanisms(InClear.NOWHERE));
                bind(Clock.class).toInstance(Clock.systemUTC());
                bind(RandomGenerator.class).toInstance(new SecureRandom());
                bind(Reporter.class)
                        .toInstance(new Reporter(Tracer.NONE, Clock.systemUTC(), Stage.MDA, "mx.example.org"));
            }
        };
    }
}

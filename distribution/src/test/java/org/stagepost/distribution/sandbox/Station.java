package org.stagepost.distribution.sandbox;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.stagepost.directory.Directory;
import org.stagepost.disk.Disk;
import org.stagepost.launch.Launcher;
import org.stagepost.launch.Settings;
import org.stagepost.mail.Local;
import org.stagepost.mail.Transport;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.index.Index;
import org.stagepost.mailstore.maildir.MaildirStore;
import org.stagepost.mda.LocalDelivery;
import org.stagepost.mda.MdaConfig;
import org.stagepost.mta.MtaConfig;
import org.stagepost.mta.MtaModule;
import org.stagepost.mta.deliver.QueueRunner;
import org.stagepost.mta.queue.Agenda;
import org.stagepost.mta.queue.QueueControl;
import org.stagepost.mta.queue.Spool;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.sasl.Mechanisms;
import org.stagepost.sasl.Mechanisms.InClear;
import org.stagepost.smtp.server.TestServer;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.Tracer;

/**
 * The stages behind the listeners of a site, over a data folder that a process left behind: queue, transfer, final delivery,
 * store. Starts in milliseconds, so that very many folders can be started from.
 */
final class Station implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path data;
    private final MaildirStore store;
    /** None where nothing is queued: most folders need no more than their mailboxes looked at. */
    private final Optional<Launcher> launcher;

    /** What all stations of a test share. */
    record Ground(Organisation organisation, Disk disk, Network network, Tls tls, Clock clock) {}

    /** @param sink takes what is for venus.test */
    Station(Path data, Ground ground, Sink sink) throws Exception {
        this.data = data;
        Settings settings = Settings.of("""
            hostname = "%s"
            data = "%s"
            mta.listen = "127.0.0.1:0"
            mta.dns-server = "127.0.0.1:9"
            mta.routes = { "venus.test" = "smtp:127.0.0.1:%d" }
            """.formatted(ground.organisation().hostname(), data, sink.port()));
        Reporter reporter = new Reporter(
                Tracer.NONE, ground.clock(), Stage.MTA, ground.organisation().hostname());
        Directory directory = new People(ground.organisation());
        store = new MaildirStore(
                MailstoreConfig.below(data.resolve("mail")), ground.disk(), ground.clock(), Index.NONE);
        Transport local = new LocalDelivery(directory, store, MdaConfig.from(settings), reporter);
        store.start();
        launcher = queued().length == 0
                ? Optional.empty()
                : Optional.of(Launcher.start(
                        List.of(new MtaModule(MtaConfig.from(settings)), process(ground, directory, local, reporter)),
                        List.of(Spool.class, QueueRunner.class)));
    }

    private static Module process(Ground ground, Directory directory, Transport local, Reporter reporter) {
        return new AbstractModule() {
            @Override
            protected void configure() {
                bind(Network.class).toInstance(ground.network());
                bind(Directory.class).toInstance(directory);
                bind(Disk.class).toInstance(ground.disk());
                bind(Tls.class).toInstance(ground.tls());
                bind(Mechanisms.class).toInstance(TestServer.mechanisms(InClear.NOWHERE));
                bind(Clock.class).toInstance(ground.clock());
                bind(RandomGenerator.class).toInstance(new SecureRandom());
                bind(Reporter.class).toInstance(reporter);
                bind(Transport.class).annotatedWith(Local.class).toInstance(local);
            }
        };
    }

    MailStore store() {
        return store;
    }

    /** Returns when the queue is empty, whatever it had to wait for. */
    void emptyQueue() {
        if (launcher.isEmpty()) return;
        Agenda agenda = launcher.get().instance(Agenda.class);
        QueueControl control = launcher.get().instance(QueueControl.class);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (queued().length > 0) {
            if (System.nanoTime() > deadline) throw new AssertionError("still queued:\n" + texts());
            if (agenda.isSettled()) control.retryNow(Optional.empty());
            LockSupport.parkNanos(200_000);
        }
    }

    private String texts() {
        StringBuilder texts = new StringBuilder();
        for (String name : queued())
            texts.append(Neighbour.text(data.resolve("queue/messages").resolve(name)));
        return texts.toString();
    }

    private String[] queued() {
        String[] names = data.resolve("queue/messages").toFile().list();
        return names == null ? new String[0] : names;
    }

    @Override
    public void close() throws Exception {
        launcher.ifPresent(Launcher::close);
        store.stop();
    }
}

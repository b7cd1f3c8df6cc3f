package org.stagepost.distribution;

import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.stagepost.disk.Disk;
import org.stagepost.disk.RealDisk;
import org.stagepost.distribution.control.ControlPlace;
import org.stagepost.distribution.log.MailLog;
import org.stagepost.distribution.status.DayCounts;
import org.stagepost.launch.Site;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.TraceLog;
import org.stagepost.trace.Tracer;

/**
 * What the stages of a process stand on: disk, network, keys, clock and log.
 *
 * @param machine the disk of this machine, to be closed
 * @param disk what all files are written through
 * @param reporter the pen of the trace; each stage takes it into its own hand
 * @param counts hears what the log hears
 */
record Foundation(
        Site site,
        Clock clock,
        RandomGenerator random,
        RealDisk machine,
        Disk disk,
        Network network,
        Tls tls,
        TraceLog log,
        Reporter reporter,
        DayCounts counts,
        ControlPlace control)
        implements Closeable {
    /** @param door what stands before the disk of this machine */
    static Foundation of(Assembly assembly, UnaryOperator<Disk> door) throws IOException {
        Configuration configuration = assembly.configuration();
        Site site = configuration.site();
        Clock clock = Clock.systemUTC();
        Superuser.demandOwnFolder(site.data());
        RealDisk machine = new RealDisk();
        Disk disk = door.apply(machine);
        disk.createDirectories(site.data().resolve("run"));
        DayCounts counts = new DayCounts(clock);
        TraceLog log = new TraceLog(
                disk, configuration.traceFolder(), assembly.name(), configuration.trace(), clock, new MailLog());
        Tracer both = event -> {
            log.report(event);
            counts.report(event);
            assembly.witness().report(event);
        };
        Reporter reporter = new Reporter(both, clock, Stage.MTA, site.hostname().name());
        return new Foundation(
                site,
                clock,
                new SecureRandom(),
                machine,
                disk,
                new Network(configuration.general().proxies()),
                Certificates.of(site, disk, clock),
                log,
                reporter.withSubjects(configuration.trace().subjects()),
                counts,
                new ControlPlace(
                        site.data(),
                        assembly.roles().stream().map(Role::toString).toList()));
    }

    @Override
    public void close() throws IOException {
        network.close();
        machine.close();
    }
}

package org.stagepost.distribution.command;

import java.io.IOException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.stagepost.directory.DirectoryException;
import org.stagepost.directory.JdbcDirectory;
import org.stagepost.directory.LastUses;
import org.stagepost.directory.SnapshotDirectory;
import org.stagepost.directory.SnapshotFile;
import org.stagepost.directory.Vault;
import org.stagepost.disk.RealDisk;
import org.stagepost.distribution.AccountQuotas;
import org.stagepost.distribution.Configuration;
import org.stagepost.distribution.ConfiguredDomains;
import org.stagepost.distribution.KeptMail;
import org.stagepost.distribution.RemovedMail;
import org.stagepost.distribution.Role;
import org.stagepost.distribution.Superuser;
import org.stagepost.distribution.control.Control;
import org.stagepost.distribution.control.DirectoryClerk;
import org.stagepost.distribution.control.MailboxClerk;
import org.stagepost.distribution.control.QueueClerk;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.mailstore.Repairs;
import org.stagepost.mailstore.StoreException;
import org.stagepost.mailstore.index.JdbcIndex;
import org.stagepost.mailstore.maildir.Duty;
import org.stagepost.mailstore.maildir.MaildirStore;
import org.stagepost.mta.queue.OrdersAtRest;
import org.stagepost.mta.queue.Spool;
import org.stagepost.mta.queue.Suppressed;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.TraceLog;

/** Where orders are given: to the running process that owns what they are about, or, when none runs, to a clerk of our own. */
final class Desk {
    private final Configuration configuration;
    private final Clock clock = Clock.systemUTC();

    Desk(Configuration configuration) {
        this.configuration = configuration;
    }

    List<String> order(List<String> words) throws RefusedException {
        try {
            return carriedOut(words);
        } catch (IOException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private List<String> carriedOut(List<String> words) throws RefusedException, IOException {
        String duty = words.get(0);
        Role owner = duty.equals("queue") ? Role.MTA : Role.IMAP;
        Optional<List<String>> answer = new Control(configuration.site().data()).ask(owner.toString(), words);
        if (answer.isPresent()) return answer.get();
        Superuser.demandOwnFolder(configuration.site().data());
        return switch (duty) {
            case "queue" -> onQueue(words);
            case "mailbox" -> onStore(words);
            case "cold" -> throw new RefusedException("no server runs, so nothing is cached");
            default -> onDirectory(words);
        };
    }

    /** The queue is locked meanwhile: a server that starts now complains, rather than working on it too. */
    private List<String> onQueue(List<String> words) throws RefusedException, IOException {
        try (RealDisk disk = new RealDisk()) {
            TraceLog log = new TraceLog(disk, configuration.traceFolder(), "command", configuration.trace(), clock);
            Reporter reporter = new Reporter(
                    log, clock, Stage.QUEUE, configuration.site().hostname().name());
            Spool spool = new Spool(configuration.mta().queue(), disk, clock, reporter);
            log.start();
            spool.start();
            try {
                Suppressed suppressed = new Suppressed(configuration.mta().suppressed(), disk, clock);
                return new QueueClerk(spool, new OrdersAtRest(spool, reporter), suppressed, clock).answer(words);
            } finally {
                spool.stop();
                log.stop();
            }
        } catch (InterruptedException e) {
            throw new RefusedException("interrupted", e);
        }
    }

    /** As the process with the role {@code imap} does it; a server that starts now complains. */
    private List<String> onStore(List<String> words) throws RefusedException, IOException {
        try (RealDisk disk = new RealDisk()) {
            SnapshotDirectory directory = new SnapshotDirectory(new SnapshotFile(disk, configuration.directory()));
            directory.start();
            AccountQuotas quotas = new AccountQuotas(configuration.mailstore().quota(), directory);
            JdbcIndex index = new JdbcIndex(disk, configuration.mailstore().index(), Repairs.UNTOLD);
            MaildirStore store = new MaildirStore(
                    configuration.mailstore(), disk, clock, index, quotas, EnumSet.allOf(Duty.class), Repairs.UNTOLD);
            index.start();
            store.start();
            try {
                return new MailboxClerk(directory, store, clock).answer(words);
            } finally {
                store.stop();
                index.stop();
            }
        } catch (StoreException | DirectoryException | InterruptedException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private List<String> onDirectory(List<String> words) throws RefusedException, IOException {
        try (RealDisk disk = new RealDisk();
                JdbcDirectory directory = directory(disk)) {
            directory.start();
            new ConfiguredDomains(configuration, directory).start();
            return new DirectoryClerk(directory).answer(words);
        } catch (DirectoryException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private JdbcDirectory directory(RealDisk disk) {
        SnapshotDirectory served = new SnapshotDirectory(new SnapshotFile(disk, configuration.directory()));
        RemovedMail aside = new RemovedMail(configuration.mailstore(), disk, clock);
        KeptMail mail = new KeptMail(configuration.mailstore(), disk, aside, configuration.textIndex(disk));
        LastUses uses = new LastUses(disk, configuration.directory(), clock);
        Vault vault = new Vault(disk, configuration.directory());
        return new JdbcDirectory(configuration.directory(), served, mail, uses, vault, clock);
    }
}

package org.stagepost.distribution;

import com.google.inject.Module;
import java.util.ArrayList;
import java.util.List;
import org.stagepost.directory.DirectoryModule;
import org.stagepost.directory.JdbcDirectory;
import org.stagepost.directory.SnapshotDirectory;
import org.stagepost.distribution.command.Stagepost;
import org.stagepost.distribution.command.Terminal;
import org.stagepost.distribution.control.ControlSocket;
import org.stagepost.distribution.log.Logs;
import org.stagepost.imap.ImapModule;
import org.stagepost.imap.ImapServer;
import org.stagepost.launch.Service;
import org.stagepost.mail.Local;
import org.stagepost.mail.Onward;
import org.stagepost.mailstore.index.JdbcIndex;
import org.stagepost.mailstore.maildir.Duty;
import org.stagepost.mailstore.maildir.MaildirStore;
import org.stagepost.mailstore.search.LuceneTextIndex;
import org.stagepost.mda.LmtpServer;
import org.stagepost.mda.LocalDelivery;
import org.stagepost.mda.MdaModule;
import org.stagepost.msa.DeviceServer;
import org.stagepost.msa.MsaModule;
import org.stagepost.msa.SubmissionServer;
import org.stagepost.msa.TransferHop;
import org.stagepost.msa.UsedAllotments;
import org.stagepost.mta.Acceptance;
import org.stagepost.mta.DeliveryOverLmtp;
import org.stagepost.mta.MtaModule;
import org.stagepost.mta.TransferServer;
import org.stagepost.mta.deliver.QueueRunner;
import org.stagepost.mta.queue.Spool;
import org.stagepost.pop3.Pop3Module;
import org.stagepost.pop3.Pop3Server;
import org.stagepost.trace.TraceLog;

/** Where the process begins, and the list of what it is made of. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Logs.use();
        System.exit(Stagepost.run(Terminal.ofProcess(), arguments));
    }

    /** The modules of the roles, and for each arrow that begins in one of them whether it is a call or a wire. */
    static List<Module> modules(Assembly assembly, Foundation foundation) {
        Configuration configuration = assembly.configuration();
        List<Module> modules = new ArrayList<>();
        modules.add(new FoundationModule(foundation));
        modules.add(new StatusModule(configuration, foundation.counts()));
        modules.add(new LiveModule(assembly.roles()));
        modules.add(new DirectoryModule(configuration.directory()));
        if (assembly.touchesMailboxes())
            modules.add(new StoreModule(configuration.mailstore(), foundation, assembly.duties()));
        if (assembly.has(Role.MSA)) {
            modules.add(new MsaModule(configuration.msa()));
            modules.add(new LiveSubmissionModule());
            modules.add(new CallModule(Onward.class, assembly.calls(Role.MTA) ? Acceptance.class : TransferHop.class));
        }
        if (assembly.has(Role.MTA)) {
            modules.add(new QueueClerkModule());
            modules.add(new MtaModule(configuration.mta()));
            modules.add(
                    assembly.calls(Role.MDA)
                            ? new CallModule(Local.class, LocalDelivery.class)
                            : new WireModule(Local.class, DeliveryOverLmtp.class));
        }
        if (assembly.has(Role.MDA)) modules.add(new MdaModule(configuration.mda()));
        if (assembly.has(Role.POP3)) modules.add(new Pop3Module(configuration.pop3()));
        if (assembly.has(Role.IMAP)) {
            modules.add(new ImapModule(configuration.imap()));
            modules.add(new OwnerModule());
            modules.add(new SearchModule(configuration.textIndex(foundation.disk())));
        }
        return modules;
    }

    /** What starts, in this order, and stops in reverse: what is served before those who serve it. */
    static List<Class<? extends Service>> services(Assembly assembly) {
        List<Class<? extends Service>> services = new ArrayList<>();
        services.add(TraceLog.class);
        if (assembly.has(Role.IMAP)) {
            services.add(JdbcDirectory.class);
            services.add(ConfiguredDomains.class);
        }
        services.add(SnapshotDirectory.class);
        if (assembly.duties().contains(Duty.OWN)) services.add(JdbcIndex.class);
        if (assembly.touchesMailboxes()) services.add(MaildirStore.class);
        if (assembly.has(Role.IMAP)) services.add(LuceneTextIndex.class);
        if (assembly.has(Role.MDA)) services.add(LmtpServer.class);
        if (assembly.has(Role.MTA)) services.addAll(List.of(Spool.class, QueueRunner.class, TransferServer.class));
        if (assembly.has(Role.MSA))
            services.addAll(List.of(UsedAllotments.class, SubmissionServer.class, DeviceServer.class));
        if (assembly.has(Role.POP3)) services.add(Pop3Server.class);
        if (assembly.has(Role.IMAP)) services.add(ImapServer.class);
        services.addAll(List.of(ControlSocket.class, DailyRound.class));
        return services;
    }
}

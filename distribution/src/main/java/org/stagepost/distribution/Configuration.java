package org.stagepost.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.stagepost.directory.DirectoryConfig;
import org.stagepost.disk.Disk;
import org.stagepost.distribution.log.LogConfig;
import org.stagepost.distribution.status.Inspection;
import org.stagepost.imap.ImapConfig;
import org.stagepost.launch.Settings;
import org.stagepost.launch.Site;
import org.stagepost.mail.Domain;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.search.LuceneTextIndex;
import org.stagepost.mailstore.search.SearchConfig;
import org.stagepost.mda.MdaConfig;
import org.stagepost.msa.MsaConfig;
import org.stagepost.mta.MtaConfig;
import org.stagepost.net.AddressRange;
import org.stagepost.pop3.Pop3Config;
import org.stagepost.trace.TraceConfig;

/**
 * Everything the one settings file says, to every module: whichever roles a process runs, it reads them all, so that one
 * file serves all processes and no mistake hides in it.
 *
 * @param settings what it was read from
 */
public record Configuration(
        Settings settings,
        Site site,
        General general,
        TraceConfig trace,
        DirectoryConfig directory,
        MailstoreConfig mailstore,
        SearchConfig search,
        MsaConfig msa,
        MtaConfig mta,
        MdaConfig mda,
        Pop3Config pop3,
        ImapConfig imap) {
    /**
     * What concerns no stage more than another.
     *
     * @param domains whose mail is delivered here from the first start on; more are added by {@code stagepost domain add}
     * @param asRoot whether running as root is insisted on
     * @param proxies who speaks for others at the listeners for the world, and says so by the PROXY protocol
     * @param dailyLetter whether postmaster is told what should be looked at
     */
    public record General(
            List<Domain> domains, boolean asRoot, LogConfig log, List<AddressRange> proxies, boolean dailyLetter) {
        public General {
            domains = List.copyOf(domains);
            proxies = List.copyOf(proxies);
        }

        static General from(Settings settings) {
            return new General(
                    settings.values("domains", List.of(), Domain::of),
                    settings.bool("as-root", false),
                    LogConfig.from(settings),
                    settings.values("proxies", List.of(), AddressRange::parse),
                    settings.bool("postmaster.letter", true));
        }
    }

    /** Reads it all, and refuses what nobody asked for. */
    public static Configuration from(Settings settings) {
        Configuration configuration = read(settings);
        settings.refuseUnknown();
        return configuration;
    }

    private static Configuration read(Settings settings) {
        Site site = Site.from(settings);
        return new Configuration(
                settings,
                site,
                General.from(settings),
                TraceConfig.from(settings),
                DirectoryConfig.from(settings, site),
                MailstoreConfig.from(settings, site),
                SearchConfig.from(settings, site),
                MsaConfig.from(settings),
                MtaConfig.from(settings),
                MdaConfig.from(settings),
                Pop3Config.from(settings),
                ImapConfig.from(settings, site));
    }

    /**
     * What a start would trip over although the file reads well: a certificate that cannot be used, a folder of somebody
     * else.
     *
     * @throws IOException with the first of them
     */
    public void check() throws IOException {
        Certificates.check(site);
        Superuser.demandOwnFolder(site.data());
    }

    /** Where to look how the site is. */
    public Inspection.Places places() {
        return new Inspection.Places(
                site.data(),
                Role.ALL.stream().sorted().map(Role::toString).toList(),
                mailstore.root(),
                mailstore.reserve(),
                mta.queue().folder(),
                mta.queue().room(),
                mta.routes().fetched(),
                Certificates.inUse(site));
    }

    /** The text index, which leaves more of the disk free than mail does: without it all goes on, but slower. */
    public LuceneTextIndex textIndex(Disk disk) {
        return new LuceneTextIndex(search, disk, 2 * Math.min(mailstore.reserve(), Long.MAX_VALUE / 2));
    }

    /** The logs of all processes. */
    public Path traceFolder() {
        return site.data().resolve("trace");
    }
}

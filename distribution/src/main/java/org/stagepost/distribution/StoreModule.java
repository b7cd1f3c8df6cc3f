package org.stagepost.distribution;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Singleton;
import java.util.Set;
import org.stagepost.directory.Directory;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.QuotaRules;
import org.stagepost.mailstore.Repairs;
import org.stagepost.mailstore.index.Index;
import org.stagepost.mailstore.index.JdbcIndex;
import org.stagepost.mailstore.maildir.Duty;
import org.stagepost.mailstore.maildir.MaildirStore;

/**
 * The store of this process. The one that gives UIDs also has the index; the others read what they have to know from the
 * files.
 */
final class StoreModule extends AbstractModule {
    private final MailstoreConfig config;
    private final Foundation foundation;
    private final Set<Duty> duties;

    StoreModule(MailstoreConfig config, Foundation foundation, Set<Duty> duties) {
        this.config = config;
        this.foundation = foundation;
        this.duties = duties;
    }

    @Override
    protected void configure() {
        bind(MailstoreConfig.class).toInstance(config);
        Repairs repairs = new StoreRepairs(foundation.reporter(), foundation.clock(), foundation.random());
        JdbcIndex index = new JdbcIndex(foundation.disk(), config.index(), repairs);
        Index own = duties.contains(Duty.OWN) ? index : Index.NONE;
        Provider<Directory> directory = getProvider(Directory.class);
        bind(JdbcIndex.class).toInstance(index);
        bind(MaildirStore.class)
                .toProvider(() -> store(own, directory.get(), repairs))
                .in(Singleton.class);
        bind(MailStore.class).to(MaildirStore.class);
    }

    private MaildirStore store(Index index, Directory directory, Repairs repairs) {
        QuotaRules quotas = new AccountQuotas(config.quota(), directory);
        return new MaildirStore(config, foundation.disk(), foundation.clock(), index, quotas, duties, repairs);
    }
}

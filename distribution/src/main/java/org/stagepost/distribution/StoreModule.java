package org.stagepost.distribution;

import com.google.inject.AbstractModule;
import java.util.Set;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.MailstoreConfig;
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
    private final JdbcIndex index;
    private final MaildirStore store;

    StoreModule(MailstoreConfig config, Foundation foundation, Set<Duty> duties) {
        this.config = config;
        Repairs repairs = new StoreRepairs(foundation.reporter(), foundation.clock(), foundation.random());
        index = new JdbcIndex(foundation.disk(), config.index(), repairs);
        Index own = duties.contains(Duty.OWN) ? index : Index.NONE;
        store = new MaildirStore(config, foundation.disk(), foundation.clock(), own, duties, repairs);
    }

    @Override
    protected void configure() {
        bind(MailstoreConfig.class).toInstance(config);
        bind(JdbcIndex.class).toInstance(index);
        bind(MaildirStore.class).toInstance(store);
        bind(MailStore.class).to(MaildirStore.class);
    }
}

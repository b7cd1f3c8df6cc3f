package org.stagepost.distribution;

import com.google.inject.AbstractModule;
import java.util.Set;
import org.stagepost.mailstore.MailStore;
import org.stagepost.mailstore.MailstoreConfig;
import org.stagepost.mailstore.index.Index;
import org.stagepost.mailstore.maildir.Duty;
import org.stagepost.mailstore.maildir.MaildirStore;

/** The store of this process, which reads all it has to know from the files. */
final class StoreModule extends AbstractModule {
    private final MailstoreConfig config;
    private final MaildirStore store;

    StoreModule(MailstoreConfig config, Foundation foundation, Set<Duty> duties) {
        this.config = config;
        store = new MaildirStore(config, foundation.disk(), foundation.clock(), Index.NONE, duties);
    }

    @Override
    protected void configure() {
        bind(MailstoreConfig.class).toInstance(config);
        bind(MaildirStore.class).toInstance(store);
        bind(MailStore.class).to(MaildirStore.class);
    }
}

package org.stagepost.imap;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;

/** The IMAP server; network, store, logins and TLS are bound by others. */
public final class ImapModule extends AbstractModule {
    private final ImapConfig config;

    public ImapModule(ImapConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(ImapConfig.class).toInstance(config);
        bind(ImapServer.class).in(Singleton.class);
    }
}

package org.stagepost.pop3;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;

/** What this server adds; directory, mailstore, network and TLS are bound by those who own them. */
public final class Pop3Module extends AbstractModule {
    private final Pop3Config config;

    public Pop3Module(Pop3Config config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(Pop3Config.class).toInstance(config);
        bind(Maildrops.class).in(Singleton.class);
        bind(Pop3Session.Means.class).in(Singleton.class);
        bind(Pop3Server.class).in(Singleton.class);
    }
}

package org.stagepost.mda;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;

/**
 * Delivery. From the process come the directory, the store, the network, keys and mechanisms for logins, the clock, the
 * reporter, and a {@link java.util.random.RandomGenerator} for ids.
 */
public final class MdaModule extends AbstractModule {
    private final MdaConfig config;

    public MdaModule(MdaConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        bind(MdaConfig.class).toInstance(config);
        bind(LocalDelivery.class).in(Singleton.class);
        bind(DeliveryReceiver.class).in(Singleton.class);
        bind(LmtpTerms.class).in(Singleton.class);
        bind(LmtpDialogue.class).in(Singleton.class);
        bind(LmtpServer.class).in(Singleton.class);
    }
}

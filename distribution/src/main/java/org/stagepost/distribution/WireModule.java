package org.stagepost.distribution;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import jakarta.inject.Provider;
import java.lang.annotation.Annotation;
import org.stagepost.mail.Transport;

/** An arrow of the mail path that is a wire: a client for the next stage, wherever it runs. */
final class WireModule extends AbstractModule {
    private final Class<? extends Annotation> arrow;
    private final Class<? extends Provider<Transport>> client;

    WireModule(Class<? extends Annotation> arrow, Class<? extends Provider<Transport>> client) {
        this.arrow = arrow;
        this.client = client;
    }

    @Override
    protected void configure() {
        bind(client);
        bind(Transport.class).annotatedWith(arrow).toProvider(client).in(Singleton.class);
    }
}

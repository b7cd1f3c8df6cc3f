package org.stagepost.mta;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import org.stagepost.mta.bounce.Dsn;
import org.stagepost.mta.deliver.DeliverModule;
import org.stagepost.mta.deliver.QueueRunner;
import org.stagepost.mta.dns.DnsSettings;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.queue.QueueModule;
import org.stagepost.mta.queue.Spool;
import org.stagepost.mta.route.Expansion;
import org.stagepost.mta.route.Routes;
import org.stagepost.mta.route.Srs;
import org.stagepost.mta.route.SrsSecret;

/**
 * Transfer. From the process come the directory and its logins, disk, network and TLS keys, the clock, the reporter, a {@link
 * java.util.random.RandomGenerator} for ids, and {@code @Local}: delivery itself, or {@link DeliveryOverLmtp}. Its services
 * start in the order {@link Spool}, {@link QueueRunner}, {@link TransferServer}.
 */
public final class MtaModule extends AbstractModule {
    private final MtaConfig config;

    public MtaModule(MtaConfig config) {
        this.config = config;
    }

    @Override
    protected void configure() {
        install(new QueueModule(config.queue(), config.retries(), config.suppressed()));
        install(new DeliverModule(config.outgoing()));

        bind(MtaConfig.class).toInstance(config);
        bind(Dsn.Origin.class).toInstance(new Dsn.Origin(config.receiving().hostname()));
        bind(Routes.Table.class).toInstance(config.routes());
        bind(SrsSecret.Settings.class).toInstance(config.srs());
        bind(DnsSettings.class).toInstance(config.dns());

        bind(SrsSecret.class).in(Singleton.class);
        bind(Srs.class).in(Singleton.class);
        bind(Expansion.class).in(Singleton.class);
        bind(Routes.class).in(Singleton.class);
        bind(Resolver.class).in(Singleton.class);
        bind(DomainCheck.class).in(Singleton.class);
        bind(Dsn.class).in(Singleton.class);

        bind(PromptDelivery.class).in(Singleton.class);
        bind(Acceptance.class).in(Singleton.class);
        bind(QueueStart.class).in(Singleton.class);
        bind(FetchReceiver.class).in(Singleton.class);
        bind(Permitted.class).in(Singleton.class);
        bind(Reception.class).in(Singleton.class);
        bind(TransferDialogues.class).in(Singleton.class);
        bind(TransferServer.class).in(Singleton.class);
    }
}

package org.stagepost.mta;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import org.stagepost.mta.bounce.Dsn;
import org.stagepost.mta.deliver.Couriers;
import org.stagepost.mta.deliver.Notices;
import org.stagepost.mta.deliver.Outgoing;
import org.stagepost.mta.deliver.QueueRunner;
import org.stagepost.mta.deliver.Rounds;
import org.stagepost.mta.deliver.Settlement;
import org.stagepost.mta.dns.DnsSettings;
import org.stagepost.mta.dns.Resolver;
import org.stagepost.mta.queue.Agenda;
import org.stagepost.mta.queue.Queue;
import org.stagepost.mta.queue.QueueControl;
import org.stagepost.mta.queue.QueueSettings;
import org.stagepost.mta.queue.RetrySchedule;
import org.stagepost.mta.queue.Spool;
import org.stagepost.mta.route.Expansion;
import org.stagepost.mta.route.Routes;

/**
 * Transfer. From the process come the directory, disk, network and TLS keys, the clock, the reporter, a {@link
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
        bind(MtaConfig.class).toInstance(config);
        bind(Dsn.Origin.class).toInstance(new Dsn.Origin(config.receiving().hostname()));
        bind(Routes.Table.class).toInstance(config.routes());
        bind(DnsSettings.class).toInstance(config.dns());
        bind(Outgoing.class).toInstance(config.outgoing());
        bind(QueueSettings.class).toInstance(config.queue());
        bind(RetrySchedule.Times.class).toInstance(config.retries());

        bind(Expansion.class).in(Singleton.class);
        bind(Routes.class).in(Singleton.class);
        bind(Resolver.class).in(Singleton.class);
        bind(DomainCheck.class).in(Singleton.class);

        bind(Spool.class).in(Singleton.class);
        bind(Agenda.class).in(Singleton.class);
        bind(Queue.class).in(Singleton.class);
        bind(RetrySchedule.class).in(Singleton.class);
        bind(Dsn.class).in(Singleton.class);

        bind(Couriers.class).in(Singleton.class);
        bind(Notices.class).in(Singleton.class);
        bind(Settlement.class).in(Singleton.class);
        bind(Rounds.class).in(Singleton.class);
        bind(QueueRunner.class).in(Singleton.class);
        bind(QueueControl.class).to(QueueRunner.class);

        bind(PromptDelivery.class).in(Singleton.class);
        bind(Acceptance.class).in(Singleton.class);
        bind(Reception.class).in(Singleton.class);
        bind(TransferDialogues.class).in(Singleton.class);
        bind(TransferServer.class).in(Singleton.class);
    }
}

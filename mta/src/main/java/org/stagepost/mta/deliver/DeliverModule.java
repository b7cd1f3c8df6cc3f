package org.stagepost.mta.deliver;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import org.stagepost.mta.queue.Orders;
import org.stagepost.mta.queue.QueueControl;

/** Whatever takes messages out of the queue and brings them to their next server. */
public final class DeliverModule extends AbstractModule {
    private final Outgoing outgoing;

    public DeliverModule(Outgoing outgoing) {
        this.outgoing = outgoing;
    }

    @Override
    protected void configure() {
        bind(Outgoing.class).toInstance(outgoing);
        bind(DomainLimits.class).in(Singleton.class);
        bind(Couriers.class).in(Singleton.class);
        bind(Refusing.class).in(Singleton.class);
        bind(Unreached.class).in(Singleton.class);
        bind(BackupHosts.class).in(Singleton.class);
        bind(Notices.class).in(Singleton.class);
        bind(Settlement.class).in(Singleton.class);
        bind(Backlog.class).in(Singleton.class);
        bind(Rounds.class).in(Singleton.class);
        bind(QueueRunner.class).in(Singleton.class);
        bind(Fetching.class).in(Singleton.class);
        bind(QueueControl.class).to(QueueRunner.class);
        bind(Orders.class).to(OrdersUnderWay.class).in(Singleton.class);
    }
}

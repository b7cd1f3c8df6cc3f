package org.stagepost.distribution;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import org.stagepost.distribution.control.Clerk;
import org.stagepost.distribution.control.QueueClerk;

/** The process that owns the queue answers orders about it. */
final class QueueClerkModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(QueueClerk.class);
        Multibinder.newSetBinder(binder(), Clerk.class).addBinding().to(QueueClerk.class);
    }
}

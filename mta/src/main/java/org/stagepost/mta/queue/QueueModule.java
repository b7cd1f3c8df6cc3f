package org.stagepost.mta.queue;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;

/** What waits, where it lies, and when it is tried. */
public final class QueueModule extends AbstractModule {
    private final QueueSettings settings;
    private final RetrySchedule.Times retries;
    private final Suppressed.Settings suppressed;

    public QueueModule(QueueSettings settings, RetrySchedule.Times retries, Suppressed.Settings suppressed) {
        this.settings = settings;
        this.retries = retries;
        this.suppressed = suppressed;
    }

    @Override
    protected void configure() {
        bind(QueueSettings.class).toInstance(settings);
        bind(RetrySchedule.Times.class).toInstance(retries);
        bind(Suppressed.Settings.class).toInstance(suppressed);
        bind(Suppressed.class).in(Singleton.class);
        bind(Spool.class).in(Singleton.class);
        bind(Agenda.class).in(Singleton.class);
        bind(Queue.class).in(Singleton.class);
        bind(RetrySchedule.class).in(Singleton.class);
    }
}

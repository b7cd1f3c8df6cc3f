package org.stagepost.distribution;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import org.stagepost.distribution.control.Clerk;
import org.stagepost.distribution.status.DayCounts;
import org.stagepost.distribution.status.SessionSymptom;
import org.stagepost.distribution.status.StatusClerk;
import org.stagepost.distribution.status.Symptom;

/** What every process tells of itself, and does from time to time. */
final class StatusModule extends AbstractModule {
    private final Configuration configuration;
    private final DayCounts counts;

    StatusModule(Configuration configuration, DayCounts counts) {
        this.configuration = configuration;
        this.counts = counts;
    }

    @Override
    protected void configure() {
        bind(Configuration.class).toInstance(configuration);
        bind(DayCounts.class).toInstance(counts);
        bind(SessionSymptom.class);
        Multibinder.newSetBinder(binder(), Symptom.class).addBinding().to(SessionSymptom.class);
        bind(Recollection.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), Chore.class).addBinding().to(Recollection.class);
        bind(DailyRound.class).in(Singleton.class);
        bind(StatusClerk.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), Clerk.class).addBinding().to(StatusClerk.class);
    }
}

package org.stagepost.distribution;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import org.stagepost.distribution.control.Clerk;
import org.stagepost.distribution.control.QueueClerk;
import org.stagepost.distribution.status.SmartHostSymptom;
import org.stagepost.distribution.status.Symptom;

/** The process that owns the queue answers orders about it, and writes to postmaster. */
final class QueueClerkModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(QueueClerk.class);
        bind(SmartHostSymptom.class);
        bind(PostmasterLetter.class);
        Multibinder.newSetBinder(binder(), Symptom.class).addBinding().to(SmartHostSymptom.class);
        bind(LiveTransfer.class);
        Multibinder.newSetBinder(binder(), Live.class).addBinding().to(LiveTransfer.class);
        Multibinder.newSetBinder(binder(), Chore.class).addBinding().to(PostmasterLetter.class);
        Multibinder.newSetBinder(binder(), Clerk.class).addBinding().to(QueueClerk.class);
    }
}

package org.stagepost.distribution;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;

/** The process that takes submissions takes other limits while it runs. */
final class LiveSubmissionModule extends AbstractModule {
    @Override
    protected void configure() {
        bind(LiveSubmission.class);
        Multibinder.newSetBinder(binder(), Live.class).addBinding().to(LiveSubmission.class);
    }
}

package org.stagepost.distribution;

import com.google.inject.AbstractModule;
import java.lang.annotation.Annotation;
import org.stagepost.mail.Transport;

/** An arrow of the mail path that is a call: the next stage itself, in the same process. */
final class CallModule extends AbstractModule {
    private final Class<? extends Annotation> arrow;
    private final Class<? extends Transport> stage;

    CallModule(Class<? extends Annotation> arrow, Class<? extends Transport> stage) {
        this.arrow = arrow;
        this.stage = stage;
    }

    @Override
    protected void configure() {
        bind(Transport.class).annotatedWith(arrow).to(stage);
    }
}

package org.stagepost.distribution;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import java.util.Set;
import org.stagepost.distribution.control.Clerk;

/** What of a process takes other settings while it runs. */
final class LiveModule extends AbstractModule {
    private final Set<Role> roles;

    LiveModule(Set<Role> roles) {
        this.roles = roles;
    }

    @Override
    protected void configure() {
        bind(new TypeLiteral<Set<Role>>() {}).toInstance(roles);
        bind(Reload.class).in(Singleton.class);
        bind(ReloadClerk.class).in(Singleton.class);
        bind(LiveCertificate.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), Clerk.class).addBinding().to(ReloadClerk.class);
        Multibinder.newSetBinder(binder(), Chore.class).addBinding().to(LiveCertificate.class);
        Multibinder<Live> parts = Multibinder.newSetBinder(binder(), Live.class);
        parts.addBinding().to(LiveCertificate.class);
        parts.addBinding().toInstance(new LiveLog());
    }
}

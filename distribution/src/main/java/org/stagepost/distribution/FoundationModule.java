package org.stagepost.distribution;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.stagepost.disk.Disk;
import org.stagepost.distribution.control.Clerk;
import org.stagepost.distribution.control.ControlPlace;
import org.stagepost.distribution.control.ControlSocket;
import org.stagepost.launch.Site;
import org.stagepost.net.Network;
import org.stagepost.net.Tls;
import org.stagepost.trace.Reporter;
import org.stagepost.trace.TraceLog;

/** What all stages of a process share. */
final class FoundationModule extends AbstractModule {
    private final Foundation foundation;

    FoundationModule(Foundation foundation) {
        this.foundation = foundation;
    }

    @Override
    protected void configure() {
        bind(Site.class).toInstance(foundation.site());
        bind(Clock.class).toInstance(foundation.clock());
        bind(RandomGenerator.class).toInstance(foundation.random());
        bind(Disk.class).toInstance(foundation.disk());
        bind(Network.class).toInstance(foundation.network());
        bind(Tls.class).toInstance(foundation.tls());
        bind(TraceLog.class).toInstance(foundation.log());
        bind(Reporter.class).toInstance(foundation.reporter());
        bind(ControlPlace.class).toInstance(foundation.control());
        bind(ControlSocket.class).in(Singleton.class);
        Multibinder.newSetBinder(binder(), Clerk.class);
    }
}

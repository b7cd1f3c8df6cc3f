package org.stagepost.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Module;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LauncherTest {
    private final List<String> told = new ArrayList<>();

    /** Tells when it starts and stops. */
    private class Told implements Service {
        @Override
        public void start() throws Exception {
            told.add("start " + getClass().getSimpleName());
        }

        @Override
        public void stop() throws Exception {
            told.add("stop " + getClass().getSimpleName());
        }
    }

    private final class Store extends Told {}

    private final class Queue extends Told {
        @Override
        public void stop() throws Exception {
            super.stop();
            throw new IllegalStateException("stuck");
        }
    }

    private final class Listeners extends Told {}

    private final class Door extends Told {
        @Override
        public void takeNoMore() {
            told.add("close Door");
            throw new IllegalStateException("stuck");
        }
    }

    private final class Broken extends Told {
        @Override
        public void start() throws Exception {
            throw new IllegalStateException("port 25 is taken");
        }
    }

    private final Module all = new AbstractModule() {
        @Override
        protected void configure() {
            bind(Store.class).toInstance(new Store());
            bind(Queue.class).toInstance(new Queue());
            bind(Listeners.class).toInstance(new Listeners());
            bind(Door.class).toInstance(new Door());
            bind(Broken.class).toInstance(new Broken());
        }
    };

    @Test
    void servicesStartInOrderAndStopInReverseAlsoWhenOneFailsToStop() throws Exception {
        Launcher launcher = Launcher.start(List.of(all), List.of(Store.class, Queue.class, Listeners.class));
        launcher.close();
        launcher.close();
        launcher.awaitStop();
        assertThat(told)
                .containsExactly(
                        "start Store", "start Queue", "start Listeners", "stop Listeners", "stop Queue", "stop Store");
    }

    @Test
    void everyDoorIsClosedBeforeAnybodyIsWaitedFor() throws Exception {
        Launcher.start(List.of(all), List.of(Door.class, Store.class)).close();
        assertThat(told).containsExactly("start Door", "start Store", "close Door", "stop Store", "stop Door");
    }

    @Test
    void aServiceThatCannotStartStopsThoseBeforeIt() {
        assertThatThrownBy(() -> Launcher.start(List.of(all), List.of(Store.class, Broken.class, Listeners.class)))
                .hasMessage("port 25 is taken");
        assertThat(told).containsExactly("start Store", "stop Store");
    }

    @Test
    void nothingIsConstructedThatNoModuleBinds() {
        Module needy = new AbstractModule() {
            @Override
            protected void configure() {
                bind(Runnable.class).to(Unbound.class);
            }
        };
        assertThatThrownBy(() -> Launcher.start(List.of(needy), List.of())).isInstanceOf(CreationException.class);
    }

    /** No {@code @Inject} on its constructor. */
    static final class Unbound implements Runnable {
        @Override
        public void run() {}
    }
}

package org.stagepost.launch;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running program: what the modules bind, and their services started in the given order and stopped in reverse. The
 * one place that holds an injector.
 */
public final class Launcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Launcher.class);

    private final Injector injector;
    private final Deque<Service> running = new ArrayDeque<>();
    private final ReentrantLock stopping = new ReentrantLock();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Launcher(List<Module> modules) {
        List<Module> strict = new ArrayList<>(modules);
        strict.add(0, new StrictModule());
        injector = Guice.createInjector(Stage.PRODUCTION, strict);
    }

    /** Returns when every service serves; where one cannot, those before it are stopped and its error is thrown. */
    public static Launcher start(List<Module> modules, List<Class<? extends Service>> order) throws Exception {
        Launcher launcher = new Launcher(modules);
        try {
            for (Class<? extends Service> service : order) launcher.start(launcher.injector.getInstance(service));
        } catch (Exception | Error e) {
            launcher.close();
            throw e;
        }
        return launcher;
    }

    private void start(Service service) throws Exception {
        service.start();
        running.push(service);
    }

    /** What the modules bind to a type. */
    public <T> T instance(Class<T> type) {
        return injector.getInstance(type);
    }

    /** Returns when everything has been stopped. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Stops every service, the last started first; one that fails does not keep the others from stopping. */
    @Override
    public void close() {
        stopping.lock();
        try {
            for (Service each : running) attempt(each, each::takeNoMore);
            while (!running.isEmpty()) {
                Service last = running.pop();
                attempt(last, last::stop);
            }
        } finally {
            stopping.unlock();
            stopped.countDown();
        }
    }

    private interface Step {
        void take() throws Exception;
    }

    private static void attempt(Service service, Step step) {
        try {
            step.take();
        } catch (Exception e) {
            LOG.warn("{} did not stop cleanly", service.getClass().getSimpleName(), e);
        }
    }
}

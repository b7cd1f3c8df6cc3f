package org.stagepost.distribution;

import java.util.function.UnaryOperator;
import org.stagepost.directory.JdbcDirectory;
import org.stagepost.disk.Disk;
import org.stagepost.launch.Launcher;
import org.stagepost.launch.Service;

/** A running process: its roles serve from {@link #start} to {@link #close}. */
public final class Server implements AutoCloseable {
    private final Foundation foundation;
    private final Launcher launcher;

    private Server(Foundation foundation, Launcher launcher) {
        this.foundation = foundation;
        this.launcher = launcher;
    }

    /** Returns when every listener listens. */
    public static Server start(Assembly assembly) throws Exception {
        return start(assembly, UnaryOperator.identity());
    }

    /**
     * The same, with something between the process and its disk: tests record there, fail there, or die there.
     *
     * @param door gets the disk of this machine and gives what all files are to be written through
     */
    public static Server start(Assembly assembly, UnaryOperator<Disk> door) throws Exception {
        Foundation foundation = Foundation.of(assembly, door);
        try {
            return new Server(foundation, Launcher.start(Main.modules(assembly, foundation), Main.services(assembly)));
        } catch (Exception | Error e) {
            foundation.close();
            throw e;
        }
    }

    /** The directory's writer, in a process that has the role that owns it. */
    public JdbcDirectory directory() {
        return launcher.instance(JdbcDirectory.class);
    }

    /** A service of this process, for those who want to know where it listens. */
    public <T extends Service> T service(Class<T> type) {
        return launcher.instance(type);
    }

    /** Any part of this process, for tests. */
    <T> T instance(Class<T> type) {
        return launcher.instance(type);
    }

    /** Takes other settings while it runs. */
    public Reload reload() {
        return launcher.instance(Reload.class);
    }

    @Override
    public void close() throws Exception {
        launcher.close();
        foundation.close();
    }
}

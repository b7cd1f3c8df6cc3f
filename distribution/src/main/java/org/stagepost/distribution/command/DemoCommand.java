package org.stagepost.distribution.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.stagepost.directory.DirectoryException;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.distribution.log.LogLevel;
import org.stagepost.distribution.sandbox.Demo;
import org.stagepost.distribution.sandbox.Screen;
import org.stagepost.distribution.sandbox.Screen.Detail;
import org.stagepost.mailstore.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Mail flowing through all stages, on this machine alone. */
@Command(
        name = "demo",
        description = "Two organisations on this machine: watch one message travel through every stage.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    /** A socket's path may have 103 octets; up to 36 name the demo's folder, and 30 lead from there to the socket. */
    private static final int LONGEST_PLACE = 36;

    private static final Path SHORT_PLACE = Path.of("/tmp");

    private final Stagepost stagepost;

    @Option(names = "--once", description = "Stop when everything has arrived.")
    private boolean once;

    @Option(names = "--verbose", description = "Show the dialogue of every hop.")
    private boolean verbose;

    DemoCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Override
    public Integer call() throws Exception {
        Screen screen = new Screen(
                stagepost.terminal().out(),
                stagepost.terminal().ink(),
                verbose ? Detail.DIALOGUE : Detail.A_LINE,
                Clock.systemUTC());
        LogLevel.ERROR.apply();
        try (Demo demo = new Demo(folder(), screen)) {
            Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "stop"));
            demo.start();
            String id = demo.run();
            if (once) return 0;
            demo.explain(id);
            new CountDownLatch(1).await();
            return 0;
        } catch (Demo.FailedException | IOException | DirectoryException | StoreException e) {
            throw new RefusedException("the demo failed: " + e.getMessage(), e);
        }
    }

    /** A new one. On macOS the usual place has a name so long that no socket fits below it. */
    private static Path folder() throws IOException {
        Path usual = Path.of(System.getProperty("java.io.tmpdir"));
        boolean fits = usual.toString().length() <= LONGEST_PLACE || !Files.isWritable(SHORT_PLACE);
        Path place = fits ? usual : SHORT_PLACE;
        if (!Files.isWritable(place)) throw new IOException(place + " takes no folder for its files");
        return Files.createTempDirectory(place, "stagepost-demo-");
    }
}

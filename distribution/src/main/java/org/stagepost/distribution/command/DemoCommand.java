package org.stagepost.distribution.command;

import java.nio.file.Files;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.distribution.log.LogLevel;
import org.stagepost.distribution.sandbox.Demo;
import org.stagepost.distribution.sandbox.Screen;
import org.stagepost.distribution.sandbox.Screen.Detail;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Mail flowing through all stages, on this machine alone. */
@Command(
        name = "demo",
        description = "Two organisations on this machine: watch one message travel through every stage.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
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
        try (Demo demo = new Demo(Files.createTempDirectory("stagepost-demo-"), screen)) {
            Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "stop"));
            demo.start();
            String id = demo.run();
            if (once) return 0;
            demo.explain(id);
            new CountDownLatch(1).await();
            return 0;
        } catch (Demo.FailedException e) {
            throw new RefusedException("the demo failed: " + e.getMessage(), e);
        }
    }
}

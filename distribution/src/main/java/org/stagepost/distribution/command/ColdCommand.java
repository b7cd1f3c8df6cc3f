package org.stagepost.distribution.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** For benchmarks: what the first look at a mailbox costs. */
@Command(
        name = "cold",
        description = "Drops what is cached of an account's messages, keeping only UIDs: for benchmarks.",
        hidden = true,
        mixinStandardHelpOptions = true)
final class ColdCommand implements Callable<Integer> {
    private final Stagepost stagepost;

    @Parameters(paramLabel = "ADDRESS")
    private String address = "";

    ColdCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Override
    public Integer call() throws Exception {
        return stagepost.order("cold", address);
    }
}

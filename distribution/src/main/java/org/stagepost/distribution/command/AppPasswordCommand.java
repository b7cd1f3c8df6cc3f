package org.stagepost.distribution.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Passwords of single devices. */
@Command(
        name = "app-password",
        description = "Passwords of single devices and programs, each of which can be taken back.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AppPasswordCommand {
    private static final String DEVICE = "What its owner calls the device: phone.";

    private final Stagepost stagepost;

    AppPasswordCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Command(
            description = "Makes a password for one device, and prints it this one time.",
            mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "DEVICE", description = DEVICE) String device)
            throws Exception {
        return stagepost.order("app-password", "add", address, device);
    }

    @Command(
            description = "Lists the devices of an account, and when each logged in last.",
            mixinStandardHelpOptions = true)
    int list(@Parameters(paramLabel = "ADDRESS") String address) throws Exception {
        return stagepost.order("app-password", "list", address);
    }

    @Command(description = "Takes a device's password back; its sessions end.", mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "DEVICE", description = DEVICE) String device)
            throws Exception {
        return stagepost.order("app-password", "remove", address, device);
    }
}

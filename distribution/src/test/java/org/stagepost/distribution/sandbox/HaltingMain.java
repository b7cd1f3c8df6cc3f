package org.stagepost.distribution.sandbox;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.stagepost.distribution.Arrows;
import org.stagepost.distribution.Assembly;
import org.stagepost.distribution.Configuration;
import org.stagepost.distribution.Role;
import org.stagepost.distribution.Server;
import org.stagepost.distribution.log.Logs;
import org.stagepost.launch.Settings;
import org.stagepost.trace.Tracer;

/** {@code stagepost serve} over a {@link HaltingDisk}, which is armed by lines of the standard input. */
final class HaltingMain {
    private HaltingMain() {}

    public static void main(String[] arguments) throws Exception {
        Logs.use();
        Configuration configuration = Configuration.from(Settings.read(Path.of(arguments[0])));
        Assembly assembly = new Assembly(configuration, Role.ALL, Arrows.IN_PROCESS, Tracer.NONE);
        AtomicReference<HaltingDisk> disk = new AtomicReference<>();
        Server server = Server.start(assembly, machine -> {
            disk.set(new HaltingDisk(machine));
            return disk.get();
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        System.out.println("it serves");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            disk.get().arm(HaltingDisk.Trap.parse(order));
            System.out.println("armed");
        }
        new CountDownLatch(1).await();
    }

    private static void stop(Server server) {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

package org.stagepost.distribution.sandbox;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.stagepost.distribution.Arrows;
import org.stagepost.distribution.Assembly;
import org.stagepost.distribution.Configuration;
import org.stagepost.distribution.Role;
import org.stagepost.distribution.Server;
import org.stagepost.launch.Settings;
import org.stagepost.mta.dns.ZoneServer;
import org.stagepost.trace.Tracer;

/** Several organisations side by side and the DNS in which they find each other; all in this process, all on loopback. */
public final class Sandbox implements AutoCloseable {
    private final Path folder;
    private final Ports ports;
    private final ZoneServer dns;
    private final Map<String, Server> servers = new TreeMap<>();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private Sandbox(Path folder, Ports ports, ZoneServer dns) {
        this.folder = folder;
        this.ports = ports;
        this.dns = dns;
    }

    /**
     * Starts the DNS and no organisation yet.
     *
     * @param folder empty, for everything
     * @param dnsAt where to serve the DNS; port 0 takes a free one
     */
    public static Sandbox open(Path folder, Ports ports, InetSocketAddress dnsAt, List<Organisation> organisations)
            throws Exception {
        StringBuilder records = new StringBuilder();
        organisations.forEach(each -> records.append(each.records()));
        ZoneServer dns = new ZoneServer(dnsAt, records.toString());
        dns.start();
        Sandbox sandbox = new Sandbox(folder, ports, dns);
        sandbox.running.push(dns::stop);
        return sandbox;
    }

    /** Starts all stages of an organisation, each with listeners of its own, and gives its people their accounts. */
    public Server start(Organisation organisation, Arrows arrows, Tracer witness) throws Exception {
        Files.createDirectories(organisation.folder(folder));
        Path file = settingsFile(organisation);
        Files.writeString(file, organisation.settings(ports, dns.address()));
        Configuration configuration = Configuration.from(Settings.read(file));
        Server server = Server.start(new Assembly(configuration, Role.ALL, arrows, witness));
        running.push(server);
        servers.put(organisation.domain(), server);
        for (Person person : organisation.people()) server.directory().addAccount(person.mailbox(), person.password());
        return server;
    }

    public Path settingsFile(Organisation organisation) {
        return organisation.folder(folder).resolve("stagepost.toml");
    }

    public Path folder() {
        return folder;
    }

    public Ports ports() {
        return ports;
    }

    public ZoneServer dns() {
        return dns;
    }

    /** Stops everything, what was started last first; the folder stays. */
    @Override
    public void close() throws Exception {
        while (!running.isEmpty()) running.pop().close();
    }
}

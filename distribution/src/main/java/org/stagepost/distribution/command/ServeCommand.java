package org.stagepost.distribution.command;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.directory.DirectoryException;
import org.stagepost.distribution.Arrows;
import org.stagepost.distribution.Assembly;
import org.stagepost.distribution.Configuration;
import org.stagepost.distribution.Lacking;
import org.stagepost.distribution.Role;
import org.stagepost.distribution.Server;
import org.stagepost.distribution.Superuser;
import org.stagepost.distribution.control.RefusedException;
import org.stagepost.mail.SyntaxException;
import org.stagepost.mailstore.StoreException;
import org.stagepost.trace.Tracer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The servers. */
@Command(
        name = "serve",
        description = "Runs all stages, or some, until it is told to end (SIGTERM).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("org.stagepost.serve");

    private final Stagepost stagepost;

    @Option(
            names = "--only",
            paramLabel = "ROLE",
            split = ",",
            description = "Only these stages: msa, mta, mda, pop3, imap, with commas between them.")
    private List<String> only = List.of();

    @Option(names = "--as-root", description = "Run although the user is root.")
    private boolean asRoot;

    ServeCommand(Stagepost stagepost) {
        this.stagepost = stagepost;
    }

    @Override
    public Integer call() throws Exception {
        Configuration configuration = stagepost.configuration();
        if (!asRoot && !configuration.general().asRoot() && Superuser.isRunning())
            throw new RefusedException("root need not run this, and an error would be root's: take another user"
                    + " (low ports: setcap or socket activation), or insist with --as-root");
        configuration.general().log().apply();
        Assembly assembly = new Assembly(configuration, roles(), Arrows.IN_PROCESS, Tracer.NONE);
        Server server = start(assembly);
        HangUp.then(server.reload()::logged); // SIGHUP, as servers are told since long ago (daemon(7))
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        LOG.info("{} serves as {}", configuration.site().hostname(), String.join(", ", names()));
        for (String lacking : Lacking.in(assembly)) LOG.info("{}", lacking);
        new CountDownLatch(1).await();
        return 0;
    }

    private static Server start(Assembly assembly) throws Exception {
        try {
            return Server.start(assembly);
        } catch (IOException | DirectoryException | StoreException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private List<String> names() throws RefusedException {
        return roles().stream().sorted().map(Role::toString).toList();
    }

    private Set<Role> roles() throws RefusedException {
        try {
            return Role.parse(only);
        } catch (SyntaxException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void stop(Server server) {
        try {
            server.close();
            LOG.info("stopped");
        } catch (Exception e) {
            LOG.error("not everything was stopped", e);
        }
    }
}

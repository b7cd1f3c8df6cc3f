package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.util.List;
import org.stagepost.directory.DirectoryException;
import org.stagepost.directory.JdbcDirectory;
import org.stagepost.launch.Service;
import org.stagepost.mail.Domain;

/** Makes the domains of the settings known to the directory before any listener asks. */
public final class ConfiguredDomains implements Service {
    private final Configuration configuration;
    private final JdbcDirectory directory;

    @Inject
    public ConfiguredDomains(Configuration configuration, JdbcDirectory directory) {
        this.configuration = configuration;
        this.directory = directory;
    }

    @Override
    public void start() throws DirectoryException {
        List<Domain> known = directory.domains();
        for (Domain domain : configuration.general().domains()) {
            if (!known.contains(domain)) directory.addDomain(domain);
        }
    }

    @Override
    public void stop() {}
}

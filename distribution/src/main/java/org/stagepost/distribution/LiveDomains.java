package org.stagepost.distribution;

import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Set;
import org.stagepost.directory.DirectoryException;
import org.stagepost.directory.JdbcDirectory;

/** The domains that the settings name: more of them are added; one that is named no more stays until it is removed by a command. */
final class LiveDomains implements Live {
    private final JdbcDirectory directory;

    @Inject
    LiveDomains(JdbcDirectory directory) {
        this.directory = directory;
    }

    @Override
    public Set<String> keys() {
        return Set.of("domains");
    }

    @Override
    public void become(Configuration next) throws IOException {
        try {
            new ConfiguredDomains(next, directory).start();
        } catch (DirectoryException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}

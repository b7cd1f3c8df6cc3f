package org.stagepost.distribution;

import java.util.ArrayList;
import java.util.List;
import org.stagepost.launch.Site;

/** Settings that can be used but are probably not meant. */
public final class Warnings {
    private Warnings() {}

    public static List<String> about(Configuration configuration) {
        List<String> warnings = new ArrayList<>();
        Site site = configuration.site();
        if (site.hostname().name().indexOf('.') < 0)
            warnings.add("hostname: " + site.hostname() + " is no full name; other servers may refuse our mail");
        if (site.certificate().isEmpty())
            warnings.add("tls.certificate: none, so a self-signed one is made, which mail programs ask about");
        if (configuration.general().asRoot()) warnings.add("as-root: an error in the server would be root's");
        return warnings;
    }
}

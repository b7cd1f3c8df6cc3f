package org.stagepost.distribution.control;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a process can be reached by the command line.
 *
 * @param data the folder that the server was given
 * @param roles the names under which this process is found
 */
public record ControlPlace(Path data, List<String> roles) {
    public ControlPlace {
        roles = List.copyOf(roles);
    }

    /** Of the sockets of all processes, closed to others. */
    Path folder() {
        return data.resolve("run");
    }

    Path socket(String role) {
        return folder().resolve(role + ".sock");
    }
}

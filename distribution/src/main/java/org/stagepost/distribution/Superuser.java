package org.stagepost.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which user of this machine runs the process: best the one whose the data is, and not one who can do anything. */
public final class Superuser {
    private static final Path SELF = Path.of("/proc/self");
    private static final String UID = "unix:uid";

    private Superuser() {}

    /** Refuses a data folder of somebody else, in which we would leave files that he cannot open. */
    public static void demandOwnFolder(Path data) throws IOException {
        if (!Files.exists(SELF) || !Files.exists(data)) return;
        Object owner = Files.getAttribute(data, UID);
        Object user = Files.getAttribute(SELF, UID);
        if (!owner.equals(user))
            throw new IOException(data + " belongs to user " + owner + ", but this runs as user " + user
                    + "; run it as its owner (sudo -u '#" + owner + "' stagepost ...), or to mend it: chown -R " + user
                    + " '" + data + "'");
    }

    /** Whether this process is root's; where the system does not tell, the user's name decides. */
    public static boolean isRunning() {
        try {
            return Files.getAttribute(SELF, UID).equals(0);
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}

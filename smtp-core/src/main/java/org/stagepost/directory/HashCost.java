package org.stagepost.directory;

import org.stagepost.launch.Settings;

/**
 * What one Argon2id hash costs (RFC 9106 section 3.1).
 *
 * @param memoryKib held while it runs
 * @param passes over that memory
 */
public record HashCost(int memoryKib, int passes) {
    /** About 50 ms of one core: what a thief of the database pays for each guess, and we for each first login. */
    public static final HashCost STANDARD = new HashCost(19 * 1024, 4);

    static HashCost from(Settings settings) {
        long memory = settings.bytes("login.hash-memory", STANDARD.memoryKib * 1024L, 1L << 20, 1L << 30);
        return new HashCost((int) (memory / 1024), settings.integer("login.hash-passes", STANDARD.passes, 1, 100));
    }
}

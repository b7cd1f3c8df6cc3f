package org.stagepost.mta.queue;

import java.nio.file.Path;

/**
 * Where and how much is queued.
 *
 * @param folder of the queue; nothing else may live in it
 * @param largestMessage octets; with less than one and a half of it free on the disk, nothing is taken
 * @param maxActive how many messages are known in memory; the rest wait as files
 */
public record QueueSettings(Path folder, long largestMessage, int maxActive) {
    /** Octets that must be free on the disk: the largest message, and half of it for all else. */
    public long room() {
        return largestMessage + largestMessage / 2;
    }
}

package org.stagepost.trace;

import java.time.Duration;
import org.stagepost.launch.Settings;

/**
 * How much of the journeys is kept.
 *
 * @param keep how long an event stays
 * @param size octets of all logs together
 * @param addresses whether senders, recipients and logins are kept; without them a journey is found by its id only
 * @param subjects whether the Subject of each message is kept, beside its size
 */
public record TraceConfig(Duration keep, long size, boolean addresses, boolean subjects) {
    /** What may be written down of an event. */
    TraceEvent kept(TraceEvent event) {
        return addresses ? event : Blanked.of(event);
    }

    public static TraceConfig from(Settings settings) {
        return new TraceConfig(
                settings.duration("trace.keep", Duration.ofDays(14), Duration.ofHours(1), Duration.ofDays(366)),
                settings.bytes("trace.size", 512L << 20, 1L << 20, 1L << 40),
                settings.bool("trace.addresses", true),
                settings.bool("trace.subjects", false));
    }
}

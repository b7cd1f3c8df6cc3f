package org.stagepost.mta.dns;

import java.time.Duration;

/** How {@link ZoneServer} misbehaves for one name, when a test wants it to. */
public sealed interface Fault {
    /** No answer at all. */
    record Dropped() implements Fault {}

    /** The right answer, but late. */
    record Delayed(Duration by) implements Fault {}

    /** SERVFAIL (RFC 1035 4.1.1): the server cannot tell now. */
    record ServerFailure() implements Fault {}
}

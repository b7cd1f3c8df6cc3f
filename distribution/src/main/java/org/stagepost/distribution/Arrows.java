package org.stagepost.distribution;

/** How stages of one process hand messages to each other. */
public enum Arrows {
    /** By a call, wherever both ends of the arrow are in the process. */
    IN_PROCESS,
    /** By SMTP and LMTP only, as between processes. */
    ON_THE_WIRE
}

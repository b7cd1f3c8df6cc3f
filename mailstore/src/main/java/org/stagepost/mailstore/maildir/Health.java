package org.stagepost.mailstore.maildir;

/** How a file of lines was found. */
enum Health {
    WHOLE,
    /** Lines at its end are missing or half written, as a crash leaves them, or not in order. */
    MENDED,
    /** Lines before its last good one are missing: no crash does that. */
    DAMAGED
}

package org.stagepost.smtp.client;

/** What becomes of a message when the server refuses some of its recipients. */
public enum Sharing {
    /** The others get it: for a queue, which goes on for each recipient alone. */
    EACH,
    /** Nobody gets it: for a client that still waits, sees the refusal and sends again, so that nobody gets it twice. */
    ALL_OR_NONE
}

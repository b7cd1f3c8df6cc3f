package org.stagepost.imap.command;

/** The announcement of octets that follow on the wire (RFC 3501 4.3). */
public record Literal(long octets, Kind kind) {
    /** Whether the client waits for our go-ahead, or has sent the octets already (RFC 7888). */
    public enum Kind {
        SYNCHRONIZING,
        NON_SYNCHRONIZING
    }
}

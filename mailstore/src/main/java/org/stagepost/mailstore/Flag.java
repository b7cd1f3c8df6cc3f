package org.stagepost.mailstore;

/** The flags that IMAP itself defines (RFC 9051 2.3.2). Keywords stand beside them in {@link Flags}. */
public enum Flag {
    ANSWERED("\\Answered", 'R'),
    FLAGGED("\\Flagged", 'F'),
    DELETED("\\Deleted", 'T'),
    SEEN("\\Seen", 'S'),
    DRAFT("\\Draft", 'D');

    private final String wire;
    private final char letter;

    Flag(String wire, char letter) {
        this.wire = wire;
        this.letter = letter;
    }

    /** As IMAP writes it. */
    public String wire() {
        return wire;
    }

    /** As a Maildir file name writes it. */
    public char letter() {
        return letter;
    }
}

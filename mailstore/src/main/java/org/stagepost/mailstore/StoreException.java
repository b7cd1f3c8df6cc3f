package org.stagepost.mailstore;

/** Why the store did not do as asked; the text is fit for the user. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    public StoreException(Reason reason, String text) {
        super(text);
        this.reason = reason;
    }

    public StoreException(Reason reason, String text, Throwable cause) {
        super(text, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** The reasons that protocols tell apart (RFC 5530 section 3). */
    public enum Reason {
        NONEXISTENT,
        ALREADY_EXISTS,
        /** Never possible with this name or mailbox. */
        CANNOT,
        HAS_CHILDREN,
        OVER_QUOTA,
        TOO_BIG,
        LIMIT,
        READ_ONLY,
        /** The files belong to somebody else or are damaged beyond what repairs itself. */
        CORRUPTION,
        /** The disk is full or fails, or another process has the lock: later it may work. */
        UNAVAILABLE
    }
}

package org.stagepost.distribution.control;

/** The order was not carried out; the message is written for the person who gave it. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    public RefusedException(String reason) {
        super(reason);
    }

    public RefusedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}

package org.stagepost.dialogue;

/** The server said something else than the script, or nothing; the message names script, line, both texts. */
public final class MismatchException extends Exception {
    private static final long serialVersionUID = 1;

    MismatchException(String message) {
        super(message);
    }
}

package org.stagepost.mail;

/** What the peer or a person wrote does not follow the grammar; the message says where and why, fit to be shown. */
public final class SyntaxException extends Exception {
    private static final long serialVersionUID = 1;

    public SyntaxException(String message) {
        super(message);
    }
}

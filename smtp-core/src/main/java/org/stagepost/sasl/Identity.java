package org.stagepost.sasl;

import org.stagepost.mail.SyntaxException;

/**
 * Who has logged in.
 *
 * @param login name of the account, in its one stored form
 * @param appPassword the id of the app password that proved it; empty for the account's own password
 */
public record Identity(String login, String appPassword) {
    /** Whom nothing proves. */
    public static final Identity NOBODY = new Identity("");

    /** Proved by the account's own password. */
    public Identity(String login) {
        this(login, "");
    }

    /** Whether a name that a client wrote means this identity. */
    boolean isCalled(String name) {
        try {
            return Precis.name(name).equals(login);
        } catch (SyntaxException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return login;
    }
}

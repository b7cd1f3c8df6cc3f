package org.stagepost.sasl;

import org.stagepost.mail.SyntaxException;

/** Who has logged in: the login name of the account, in its one stored form. */
public record Identity(String login) {
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

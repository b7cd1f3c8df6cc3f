package org.stagepost.net;

import java.io.IOException;

/** The dialogue is over. Unless the peer has gone, the session may still say farewell. */
public final class EndedException extends IOException {
    private static final long serialVersionUID = 1;

    private final Why why;

    public EndedException(Why why) {
        super(why.text);
        this.why = why;
    }

    EndedException(Throwable cause) {
        super(Why.CLOSED.text, cause);
        this.why = Why.CLOSED;
    }

    public Why why() {
        return why;
    }

    /** What ended it. */
    public enum Why {
        CLOSED("the peer closed the connection"),
        IDLE("the peer was silent or too slow for too long"),
        FLOOD("the peer sent a line without end"),
        TLS_HELLO("the peer speaks TLS where text was expected"),
        OTHER_PROTOCOL("the peer speaks another protocol"),
        STALLED("the peer does not read what it asked for"),
        INTERRUPTED("the session was interrupted"),
        SHUTDOWN("the server is stopping"),
        REVOKED("what the peer logged in with is no longer good");

        private final String text;

        Why(String text) {
            this.text = text;
        }
    }
}

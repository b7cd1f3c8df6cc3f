package org.stagepost.pop3;

/** The first, and mostly only, line of an answer (RFC 1939 section 3), with a response code where one exists (RFC 2449 section 8). */
record Pop3Reply(boolean positive, Code code, String text) {
    static final Pop3Reply GREETING = ok("Stagepost POP3 at your service");
    static final Pop3Reply SEND_PASS = ok("and the password?");
    static final Pop3Reply BYE = ok("bye");
    static final Pop3Reply DONE = ok("done");
    static final Pop3Reply DELETED = ok("marked as deleted");
    static final Pop3Reply FOLLOWS = ok("it follows");

    static final Pop3Reply LOGIN_FIRST = error(Code.NONE, "log in first");
    static final Pop3Reply LOGGED_IN = error(Code.NONE, "you are logged in already");
    static final Pop3Reply USER_FIRST = error(Code.NONE, "say USER first");
    static final Pop3Reply TLS_FIRST = error(Code.NONE, "no login without TLS; say STLS first");
    static final Pop3Reply NO_TLS = error(Code.NONE, "there is no other TLS to be had here");
    static final Pop3Reply INJECTED = error(Code.NONE, "nothing may follow STLS before TLS is on");
    static final Pop3Reply NO_MECHANISM = error(Code.NONE, "no such mechanism here");
    static final Pop3Reply MALFORMED = error(Code.NONE, "that is not how this mechanism goes");
    static final Pop3Reply CANCELLED = error(Code.NONE, "login cancelled");
    static final Pop3Reply INVALID = error(Code.AUTH, "name or password is wrong");
    static final Pop3Reply NOT_AUTHORIZED = error(Code.AUTH, "you may not act for somebody else");
    static final Pop3Reply TRY_LATER = error(Code.SYS_TEMP, "logins cannot be checked now, try again later");
    static final Pop3Reply IN_USE = error(Code.IN_USE, "another session has this maildrop open");
    static final Pop3Reply NO_MESSAGE = error(Code.NONE, "there is no such message");
    static final Pop3Reply GONE =
            error(Code.SYS_TEMP, "the message cannot be read; it may have been removed elsewhere");
    static final Pop3Reply NOT_REMOVED = error(Code.SYS_TEMP, "some deleted messages could not be removed");
    static final Pop3Reply STOPPING = error(Code.SYS_TEMP, "the server is stopping");
    static final Pop3Reply REVOKED = error(Code.AUTH, "this login has ended");
    static final Pop3Reply FAILED = error(Code.SYS_TEMP, "something failed here");
    static final Pop3Reply WRONG_PROTOCOL = error(Code.NONE, "this is a mail server");
    static final Pop3Reply TOO_LONG = error(Code.NONE, "a line without end");
    static final Pop3Reply BUSY = error(Code.SYS_TEMP, "too many connections, try again later");

    /** What kind of problem it is, for programs (RFC 2449 section 8.1, RFC 3206 section 4). */
    enum Code {
        NONE(""),
        AUTH("[AUTH] "),
        IN_USE("[IN-USE] "),
        SYS_TEMP("[SYS/TEMP] "),
        SYS_PERM("[SYS/PERM] ");

        private final String word;

        Code(String word) {
            this.word = word;
        }
    }

    static Pop3Reply ok(String text) {
        return new Pop3Reply(true, Code.NONE, text);
    }

    static Pop3Reply error(Code code, String text) {
        return new Pop3Reply(false, code, text);
    }

    /** The whole line as on the wire. */
    @Override
    public String toString() {
        return (positive ? "+OK " : "-ERR ") + code.word + text + "\r\n";
    }
}

package org.stagepost.pop3;

import java.util.Optional;

/** A command of POP3, grouped by the state in which it is taken (RFC 1939 section 3). */
sealed interface Pop3Command {
    /** Taken in every state. */
    sealed interface Anytime extends Pop3Command {}

    /** Taken in the AUTHORIZATION state (RFC 1939 section 4). */
    sealed interface Authorization extends Pop3Command {}

    /** Taken in the TRANSACTION state (RFC 1939 section 5). */
    sealed interface Transaction extends Pop3Command {}

    /** Names the mailbox, first half of a login (RFC 1939 section 7). */
    record User(String name) implements Authorization {}

    /** The password in UTF-8, second half of a login (RFC 1939 section 7). */
    record Pass(byte[] password) implements Authorization {}

    /** A login by a SASL mechanism, its name in upper case (RFC 5034 section 4). */
    record Auth(String mechanism, Optional<String> initialResponse) implements Authorization {}

    /** Asks for TLS (RFC 2595 section 4). */
    record Stls() implements Authorization {}

    /** How many messages and octets there are (RFC 1939 section 5). */
    record Stat() implements Transaction {}

    /** The size of one message, or of each (RFC 1939 section 5). */
    record List(Optional<Integer> message) implements Transaction {}

    /** Sends a message (RFC 1939 section 5). */
    record Retr(int message) implements Transaction {}

    /** Marks a message as deleted (RFC 1939 section 5). */
    record Dele(int message) implements Transaction {}

    /** Does nothing (RFC 1939 section 5). */
    record Noop() implements Transaction {}

    /** Takes back every DELE (RFC 1939 section 5). */
    record Rset() implements Transaction {}

    /** Sends the header and the first lines of the body (RFC 1939 section 7). */
    record Top(int message, long lines) implements Transaction {}

    /** What a message, or each, is called for ever (RFC 1939 section 7). */
    record Uidl(Optional<Integer> message) implements Transaction {}

    /** What the server can do (RFC 2449 section 5). */
    record Capa() implements Anytime {}

    /** Ends the session; what was deleted goes now (RFC 1939 sections 4 and 6). */
    record Quit() implements Anytime {}

    /** Not a command that we know, or not as it should be. */
    record Unknown(String problem) implements Anytime {}
}

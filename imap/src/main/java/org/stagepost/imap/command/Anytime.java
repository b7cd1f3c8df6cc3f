package org.stagepost.imap.command;

/** Commands of every state (RFC 3501 6.1). */
public sealed interface Anytime extends ImapCommand {
    /** Asks for the words that describe what this server can do now (RFC 3501 6.1.1). */
    record Capability() implements Anytime {}

    /** Does nothing, and so is the moment for updates (RFC 3501 6.1.2). */
    record Noop() implements Anytime {}

    /** Ends the session (RFC 3501 6.1.3). */
    record Logout() implements Anytime {}

    /** Tells what the client is and asks the same of us (RFC 2971 3.1); what it tells is checked and forgotten. */
    record Id() implements Anytime {}

    /** A command that does not exist here. */
    record Unknown(String name) implements Anytime {}
}

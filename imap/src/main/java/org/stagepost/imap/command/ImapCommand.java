package org.stagepost.imap.command;

/** A command, in the group of the states that allow it (RFC 3501 section 9, {@code command}). */
public sealed interface ImapCommand permits Anytime, BeforeLogin, LoggedIn, Selected {}

/**
 * What a client may ask for, as sealed records grouped by the state in which each is legal (RFC 3501 section 6). They hold
 * what stood on the wire, typed; whether it exists is the handlers' question.
 */
@NullMarked
package org.stagepost.imap.command;

import org.jspecify.annotations.NullMarked;

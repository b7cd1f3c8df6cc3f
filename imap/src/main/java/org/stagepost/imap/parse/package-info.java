/**
 * From octets to commands: {@link org.stagepost.imap.parse.CommandReader} reads a line and the literals in it, bounded; the
 * parsers beside it know the grammar of RFC 3501 section 9 and nothing of mailboxes.
 */
@NullMarked
package org.stagepost.imap.parse;

import org.jspecify.annotations.NullMarked;

/**
 * The POP3 server (RFC 1939): a reader's simplest way to his mail. It hears commands, shows one maildrop at a time out of the
 * mailstore, and removes what was deleted only when the reader says QUIT.
 */
@NullMarked
package org.stagepost.pop3;

import org.jspecify.annotations.NullMarked;

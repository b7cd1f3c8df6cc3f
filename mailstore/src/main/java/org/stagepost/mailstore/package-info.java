/** Messages at rest: the end of the mail path, where the delivery agent writes and POP3 and IMAP read. */
@NullMarked
package org.stagepost.mailstore;

import org.jspecify.annotations.NullMarked;

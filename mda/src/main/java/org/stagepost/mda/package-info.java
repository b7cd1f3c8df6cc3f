/** The last stage before the mailbox: takes a message by LMTP (RFC 2033) and stores it. */
@NullMarked
package org.stagepost.mda;

import org.jspecify.annotations.NullMarked;

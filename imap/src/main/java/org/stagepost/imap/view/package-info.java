/**
 * What one session sees of a mailbox that others change at the same time: its sequence numbers, what is recent to it, and
 * what it has been told (RFC 3501 2.3.1.2, 5.2, 7.4.1).
 */
@NullMarked
package org.stagepost.imap.view;

import org.jspecify.annotations.NullMarked;

/**
 * A way out of the mailbox: the reader works on mail where it lies (RFC 3501). A session hears commands, keeps to the states
 * of section 3 and leaves the weighty ones to {@link org.stagepost.imap.handle}.
 */
@NullMarked
package org.stagepost.imap;

import org.jspecify.annotations.NullMarked;

/**
 * What we write to senders: that a message could not be delivered, or that it takes longer (RFC 3464). The only package
 * that composes mail, with jakarta.mail.
 */
@NullMarked
package org.stagepost.mta.bounce;

import org.jspecify.annotations.NullMarked;

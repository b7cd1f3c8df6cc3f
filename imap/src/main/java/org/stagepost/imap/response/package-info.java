/**
 * From values to octets: everything that IMAP sends (RFC 3501 section 7), written into one buffer without intermediate
 * texts, since a mailbox is listed by the ten thousands.
 */
@NullMarked
package org.stagepost.imap.response;

import org.jspecify.annotations.NullMarked;

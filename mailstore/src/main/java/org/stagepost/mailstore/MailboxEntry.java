package org.stagepost.mailstore;

import java.util.Optional;

/**
 * A line of a listing.
 *
 * @param selectable false where only names below it exist
 * @param use the special use (RFC 6154), if it has one
 */
public record MailboxEntry(MailboxName name, boolean selectable, boolean hasChildren, Optional<SpecialUse> use) {}

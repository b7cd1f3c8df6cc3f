package org.stagepost.mailstore;

/**
 * How much an account may keep (RFC 9208), all its mailboxes together.
 *
 * @param octets at most, of message files
 * @param messages at most
 */
public record Quota(long octets, long messages) {
    public static final Quota NONE = new Quota(Long.MAX_VALUE, Long.MAX_VALUE);

    /** A limit as people write it, for whom 0 is none. */
    public static long limit(long written) {
        return written == 0 ? Long.MAX_VALUE : written;
    }

    /** Whether nothing is limited. */
    public boolean isNone() {
        return equals(NONE);
    }
}
